import { protect } from "./csrf.js";

const NOTICES = { "?error": "The name or the password is wrong", "?logout": "You are logged out" };

const notice = document.getElementById("notice");

protect(document.getElementById("login"), () => show("Not logged in: the server cannot be reached", true));
show(NOTICES[location.search], location.search === "?error");

function show(text, warning) {
	notice.textContent = text ?? "";
	notice.hidden = !text;
	notice.classList.toggle("warning", warning);
}
