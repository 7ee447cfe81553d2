// BullMQ: a sorted set and a blocking pop. addBulk by thousands, one worker, 200 jobs at once, nothing kept of them.
import fs from "node:fs";
import readline from "node:readline";
import { Queue, Worker } from "bullmq";
import Redis from "ioredis";

const AT_ONCE = 1000;
const PAYLOAD = JSON.stringify({
  chat: "whatsapp:+4915112345678",
  text: "drink a glass of water",
  words: "x".repeat(70),
});
const connection = new Redis(process.env.BENCH_REDIS, { maxRetriesPerRequest: null });

async function add(queue, { count, first, gap }) {
  for (let start = 0; start < count; start += AT_ONCE) {
    const jobs = [];
    for (let number = start; number < Math.min(start + AT_ONCE, count); number += 1) {
      const due = first + number * gap;
      const opts = { delay: Math.max(Math.round(due * 1000 - Date.now()), 0), removeOnComplete: true, removeOnFail: true };
      jobs.push({ name: "job", data: { due, payload: PAYLOAD }, opts });
    }
    await queue.addBulk(jobs);
  }
}

async function answerRequests() {
  const queue = new Queue("bench", { connection });
  await queue.waitUntilReady();
  console.log("ready");
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const began = performance.now();
    await add(queue, JSON.parse(line));
    console.log(JSON.stringify({ seconds: (performance.now() - began) / 1000 }));
  }
  process.exit(0);
}

function work() {
  const sink = fs.openSync(process.env.BENCH_SINK, "a");
  const run = async (job) => {
    fs.writeSync(sink, `${job.data.due.toFixed(6)} ${((performance.timeOrigin + performance.now()) / 1000).toFixed(6)}\n`);
  };
  new Worker("bench", run, { connection, concurrency: 200 });
}

if (process.argv[2] === "add") await answerRequests();
else work();
