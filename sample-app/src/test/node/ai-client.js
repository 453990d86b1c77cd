// Sends a message with the npm package "ai" to the URL in the first argument, first as readUIMessageStream reads the
// answer, then as useChat does, and prints what comes, a line each; the second argument tells useChat to stop after as
// many changes of the answer
import { AbstractChat, DefaultChatTransport, readUIMessageStream } from "ai";

const [, , api, changes] = process.argv;

class State {
	status = "ready";
	messages = [];
	left = Number(changes ?? Infinity);

	pushMessage(message) {
		this.messages = [...this.messages, message];
		this.changed();
	}

	popMessage() {
		this.messages = this.messages.slice(0, -1);
	}

	replaceMessage(index, message) {
		this.messages = this.messages.with(index, message);
		this.changed();
	}

	changed() {
		if (this.messages.at(-1).role === "assistant" && --this.left === 0) {
			chat.stop();
		}
	}

	snapshot(value) {
		return structuredClone(value);
	}
}

class Chat extends AbstractChat {
	constructor(options) {
		super({ ...options, state: new State() });
	}
}

const transport = new DefaultChatTransport({ api });
const print = ({ parts }) => parts.map(({ type, text, state, data }) =>
	`${type} ${state ?? ""} ${JSON.stringify(text ?? data)}`).join(" | ");

if (!changes) {
	const stream = await transport.sendMessages({
		trigger: "submit-message", chatId: "1", messages: [{ id: "1", role: "user", parts: [{ type: "text", text: "Hi" }] }],
	});
	const [chunks, copy] = stream.tee();
	const onError = (error) => console.log(`error ${error.message}`);
	for await (const message of readUIMessageStream({ stream: chunks, onError })) {
		console.log(`read ${print(message)}`);
	}
	for await (const chunk of copy) {
		console.log(`chunk ${chunk.type}`);
	}
}

const chat = new Chat({ transport, onFinish: ({ isAbort, isDisconnect, isError }) =>
	console.log(`finish abort=${isAbort} disconnect=${isDisconnect} error=${isError}`) });
await chat.sendMessage({ text: "Hi" });
console.log(`chat ${chat.status} ${chat.error?.message ?? ""} ${print(chat.lastMessage)}`);
console.log("over");
