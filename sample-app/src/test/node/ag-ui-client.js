// Runs the agent at the URL in the first argument with the npm package "@ag-ui/client", and prints what comes, a line
// each
import { HttpAgent } from "@ag-ui/client";

const agent = new HttpAgent({ url: process.argv[2], threadId: "thread-1" });
agent.addMessage({ id: "1", role: "user", content: "Hi" });
const print = ({ event }) => console.log(event.type + (event.delta === undefined ? "" : ` ${JSON.stringify(event.delta)}`));
try {
	const { newMessages } = await agent.runAgent({ runId: "run-1" }, { onEvent: print });
	console.log(`messages ${newMessages.map(({ role, content }) => `${role} ${JSON.stringify(content)}`)}`);
}
catch (error) {
	console.log(`failed ${error.message}`);
}
console.log("over");
