// As a tab that dies without a word. Before all others: listeners are called in that order
window.dies = false;
addEventListener("pagehide", (event) => {
	if (window.dies) {
		event.stopImmediatePropagation();
	}
});

if (location.hash === "#leader") {
	// As in a browser without shared workers
	delete window.SharedWorker;
	// A tab that has not got around to its messages when another one is gone
	window.deaf = false;
	window.BroadcastChannel = class extends BroadcastChannel {

		set onmessage(listener) {
			super.onmessage = (event) => {
				if (!window.deaf) {
					listener(event);
				}
			};
		}

	};
}
