package io.github.ssehub.sample;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.openqa.selenium.json.Json;
import org.openqa.selenium.remote.Command;
import org.openqa.selenium.remote.CommandExecutor;
import org.openqa.selenium.remote.DriverCommand;
import org.openqa.selenium.remote.ErrorCodec;
import org.openqa.selenium.remote.Response;

/**
 * Speaks to Firefox in the protocol that it understands without geckodriver, which no
 * package ships: the commands of WebDriver by other names, in messages of JSON behind
 * their length.
 */
final class MarionetteExecutor implements CommandExecutor {

	private static final String QUIT = "Marionette:Quit";

	private static final Map<String, String> NAMES = Map.ofEntries(
			Map.entry(DriverCommand.NEW_SESSION, "WebDriver:NewSession"),
			Map.entry(DriverCommand.GET, "WebDriver:Navigate"),
			Map.entry(DriverCommand.GET_TITLE, "WebDriver:GetTitle"),
			Map.entry(DriverCommand.DELETE_ALL_COOKIES, "WebDriver:DeleteAllCookies"),
			Map.entry(DriverCommand.EXECUTE_SCRIPT, "WebDriver:ExecuteScript"),
			Map.entry(DriverCommand.SCREENSHOT, "WebDriver:TakeScreenshot"),
			Map.entry(DriverCommand.FIND_ELEMENT, "WebDriver:FindElement"),
			Map.entry(DriverCommand.FIND_ELEMENTS, "WebDriver:FindElements"),
			Map.entry(DriverCommand.GET_ELEMENT_TEXT, "WebDriver:GetElementText"),
			Map.entry(DriverCommand.GET_ELEMENT_DOM_ATTRIBUTE, "WebDriver:GetElementAttribute"),
			Map.entry(DriverCommand.GET_ELEMENT_DOM_PROPERTY, "WebDriver:GetElementProperty"),
			Map.entry(DriverCommand.CLEAR_ELEMENT, "WebDriver:ElementClear"),
			Map.entry(DriverCommand.CLICK_ELEMENT, "WebDriver:ElementClick"),
			Map.entry(DriverCommand.SEND_KEYS_TO_ELEMENT, "WebDriver:ElementSendKeys"),
			Map.entry(DriverCommand.GET_CURRENT_WINDOW_HANDLE, "WebDriver:GetWindowHandle"),
			Map.entry(DriverCommand.SWITCH_TO_NEW_WINDOW, "WebDriver:NewWindow"),
			Map.entry(DriverCommand.SWITCH_TO_WINDOW, "WebDriver:SwitchToWindow"),
			Map.entry(DriverCommand.CLOSE, "WebDriver:CloseWindow"), Map.entry(DriverCommand.QUIT, QUIT));

	private final Json json = new Json();

	private final Socket socket;

	private final InputStream in;

	private int messages;

	MarionetteExecutor(int port) throws IOException {
		this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
		this.in = new BufferedInputStream(this.socket.getInputStream());
		readMessage();
	}

	@Override
	public Response execute(Command command) {
		String name = NAMES.get(command.getName());
		if (name == null) {
			throw new UnsupportedOperationException(command.getName());
		}
		Object result;
		try {
			result = execute(name, parameters(name, command.getParameters()));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		Response response = new Response(command.getSessionId());
		response.setState("success");
		if (result instanceof Map<?, ?> map && command.getName().equals(DriverCommand.NEW_SESSION)) {
			response.setSessionId((String) map.get("sessionId"));
			response.setValue(map.get("capabilities"));
		}
		else {
			response
				.setValue((result instanceof Map<?, ?> map && map.containsKey("value")) ? map.get("value") : result);
		}
		return response;
	}

	private static Map<String, ?> parameters(String name, Map<String, ?> parameters) {
		return switch (name) {
			case "WebDriver:NewSession" -> Map.of("capabilities", Map.of("alwaysMatch", Map.of()));
			case "WebDriver:ElementSendKeys" ->
				Map.of("id", parameters.get("id"), "text", String.join("", (CharSequence[]) parameters.get("value")));
			case "WebDriver:TakeScreenshot" -> Map.of("full", false);
			case QUIT -> Map.of("flags", List.of("eForceQuit"));
			default -> parameters;
		};
	}

	private Object execute(String name, Map<String, ?> parameters) throws IOException {
		byte[] message = this.json.toJson(Arrays.asList(0, ++this.messages, name, parameters))
			.getBytes(StandardCharsets.UTF_8);
		this.socket.getOutputStream().write((message.length + ":").getBytes(StandardCharsets.US_ASCII));
		this.socket.getOutputStream().write(message);
		List<?> answer = this.json.toType(readMessage(), List.class);
		if (answer.get(2) != null) {
			throw ErrorCodec.createDefault().decode(Map.of("value", answer.get(2)));
		}
		return answer.get(3);
	}

	private String readMessage() throws IOException {
		int length = 0;
		for (int b = read(); b != ':'; b = read()) {
			length = 10 * length + Character.digit(b, 10);
		}
		return new String(this.in.readNBytes(length), StandardCharsets.UTF_8);
	}

	private int read() throws IOException {
		int b = this.in.read();
		if (b < 0) {
			throw new EOFException();
		}
		return b;
	}

}
