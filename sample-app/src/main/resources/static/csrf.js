/** What requests that change something carry, and other sites cannot know. It changes with each login. */
export async function csrf() {
	const response = await fetch("/account/csrf");
	if (!response.ok) {
		throw new Error(`No token: ${response.status}`);
	}
	return response.json();
}

/** Have a form of a static page carry the token, too. Without one it is not sent, which is for the page to say. */
export function protect(form, failed) {
	form.addEventListener("submit", async (event) => {
		event.preventDefault();
		try {
			const { parameter, token } = await csrf();
			form.addEventListener("formdata", ({ formData }) => formData.set(parameter, token), { once: true });
			form.submit();
		}
		catch {
			failed();
		}
	});
}
