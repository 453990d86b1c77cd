// Asks for a completion with the npm package "openai" at the base URL in the first argument, and prints what comes, a
// line each; stops after as many pieces of text as the second argument tells
import OpenAI from "openai";

const [, , baseURL, pieces] = process.argv;
const client = new OpenAI({ apiKey: "none", baseURL, maxRetries: 0 });
const stream = client.chat.completions.stream({ model: "parrot-1", messages: [{ role: "user", content: "Hi" }] });

let left = Number(pieces ?? Infinity);
stream.on("content.delta", ({ delta }) => {
	console.log(`delta ${JSON.stringify(delta)}`);
	if (--left === 0) {
		stream.abort();
	}
});
try {
	const { id, model, choices } = await stream.finalChatCompletion();
	const [{ message, finish_reason: reason }] = choices;
	console.log(`id ${/^chatcmpl-\w+$/.test(id)} model ${model}`);
	console.log(`${reason} ${message.role} ${JSON.stringify(message.content)}`);
}
catch (error) {
	console.log(`${error.constructor.name} ${error.message}`);
}
console.log("over");
