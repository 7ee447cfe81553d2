"""Questions with numbers. Each file asks one; floors and peers run beside it, on the same servers."""
