// Listens to the URL in the second argument with the npm package "eventsource", which is installed by the name in the
// first, and prints what happens, a line each
const [, , name, url] = process.argv;
const { EventSource } = await import(name);

// Since version 5 a process that has nothing else to do ends while an EventSource waits to reconnect
setInterval(() => {}, 60_000);

const source = new EventSource(url);
source.addEventListener("open", () => console.log("open"));
source.addEventListener("error", (event) => console.error(event.message ?? "connection lost"));
for (const type of ["message", "sse-gap", "sse-position"]) {
	source.addEventListener(type, (event) => console.log(`${type} ${event.data}`));
}
