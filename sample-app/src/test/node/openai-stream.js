// Posts to the URL in the first argument with the npm package "openai", as it does for endpoints that it does not know, has
// it read the answer as chunks of a completion, and prints what it was, a line each
import OpenAI from "openai";

const { origin, pathname, search } = new URL(process.argv[2]);
const client = new OpenAI({ apiKey: "none", baseURL: origin, maxRetries: 0 });
const ids = new Set();
let text = "";
let chunks = 0;
let reason;
for await (const { id, choices: [{ delta, finish_reason }] } of await client.post(pathname + search, { body: {}, stream: true })) {
	ids.add(id);
	chunks += delta.content ? 1 : 0;
	text += delta.content ?? "";
	reason = finish_reason;
}
console.log(`ids ${ids.size} chunks ${chunks} ${reason} ${JSON.stringify(text)}`);
console.log("over");
