// Listens to the URL in the first argument with the npm package "eventsource", and prints what happens, a line each
import { EventSource } from "eventsource";

const source = new EventSource(process.argv[2]);
source.addEventListener("open", () => console.log("open"));
source.addEventListener("error", (event) => console.error(event.message ?? "connection lost"));
for (const name of ["message", "sse-gap", "sse-position"]) {
	source.addEventListener(name, (event) => console.log(`${name} ${event.data}`));
}
