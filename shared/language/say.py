"""Moments and rules in words."""

from shared.language.rule import Rule


def say_rule(rule: Rule, language: str) -> str:
    return f"{rule} {language}"
