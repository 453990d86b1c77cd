/** Who is in the room of the page: everybody at first, and then who comes and goes. */
export class Members {

	#list = document.getElementById("members");

	#names = new Set();

	enter(room) {
		this.room = room;
		this.#names.clear();
		this.#list.replaceChildren();
	}

	/** The stream is in other rooms, too. */
	take(event) {
		if (event?.room !== this.room) {
			return;
		}
		if (event.members) {
			this.#names = new Set(event.members);
		}
		event.joined?.forEach((name) => this.#names.add(name));
		event.left?.forEach((name) => this.#names.delete(name));
		this.#list.replaceChildren(...[...this.#names].sort().map((name) => {
			const item = document.createElement("li");
			item.textContent = name;
			return item;
		}));
	}

}
