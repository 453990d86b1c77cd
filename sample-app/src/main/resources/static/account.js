import { csrf, protect } from "./csrf.js";

const STATES = { connecting: "Connecting…", open: "Open", reconnecting: "Reconnecting…", ended: "Ended" };

const KEPT_NOTES = 200;

const notes = document.getElementById("notes");

const error = document.getElementById("error");

const logout = document.getElementById("logout");

const source = new EventSource("/account/events");

source.onopen = () => show("open");
source.onerror = () => {
	// Anything but a stream, which is 401 here: the browser does not try again, and it would be of no use
	if (source.readyState === EventSource.CLOSED) {
		end("You are not logged in any more.");
	}
	else {
		show("reconnecting");
	}
};
source.addEventListener("hello", (event) => document.getElementById("user").textContent = JSON.parse(event.data).user);
source.addEventListener("note", (event) => add(JSON.parse(event.data)));
source.addEventListener("sse-end", (event) => {
	// After all others, such as that of a restart, the browser is to come back
	if (JSON.parse(event.data).reason === "unauthorized") {
		end("You have been logged out in another tab, or your session has timed out.");
	}
});

// This tab knows why its stream ends, once the form is on its way
logout.addEventListener("formdata", () => source.close());
protect(logout, () => warn("Not logged out: the server cannot be reached"));
document.getElementById("composer").addEventListener("submit", (event) => {
	event.preventDefault();
	send(document.getElementById("text"));
});
addEventListener("pagehide", () => source.close());
addEventListener("pageshow", (event) => event.persisted && location.reload());

async function send(input) {
	const text = input.value;
	input.value = "";
	const failure = await post(text);
	warn(failure);
	if (failure) {
		input.value ||= text;
	}
}

async function post(body) {
	try {
		const { header, token } = await csrf();
		const headers = {
			"Content-Type": "text/plain;charset=UTF-8", [header]: token,
			// Without a login, for the answer to be a plain 401: neither a login page nor a question of the browser's
			"X-Requested-With": "XMLHttpRequest",
		};
		const response = await fetch("/account/notes", { method: "POST", headers, body });
		return response.ok ? undefined : "Not sent: the server has refused it";
	}
	catch {
		return "Not sent: the server cannot be reached";
	}
}

function warn(text) {
	error.hidden = !text;
	error.textContent = text ?? "";
}

function add({ text, time }) {
	const [item, note, sent] = ["li", "span", "time"].map((tag) => document.createElement(tag));
	const scroller = document.getElementById("scroller");
	item.className = "note";
	note.textContent = text;
	sent.textContent = new Date(time).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit" });
	item.append(note, sent);
	notes.append(item);
	if (notes.childElementCount > KEPT_NOTES) {
		notes.firstElementChild.remove();
	}
	scroller.scrollTop = scroller.scrollHeight;
}

/** Say why there will be no more events. To open another stream would be answered in the same way. */
function end(why) {
	source.close();
	show("ended");
	document.getElementById("why").textContent = why;
	document.getElementById("ended").hidden = false;
	document.getElementById("send").disabled = true;
	logout.hidden = true;
}

function show(state) {
	document.getElementById("connection").dataset.state = state;
	document.getElementById("state").textContent = STATES[state];
}
