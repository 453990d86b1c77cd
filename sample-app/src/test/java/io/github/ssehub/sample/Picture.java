package io.github.ssehub.sample;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;

/**
 * A picture of the page of the sample in {@code docs}. It says, in a chunk of text, of
 * which state of the page's files it is.
 *
 * @param scheme light or dark
 * @param file the file of the picture
 */
record Picture(String scheme, Path file) {

	static final List<Picture> ALL = List.of(new Picture("light", Path.of("../docs/sample.png")),
			new Picture("dark", Path.of("../docs/sample-dark.png")));

	static final String COMMAND = "./mvnw -Ppictures -pl sample-app -am test";

	/**
	 * Whether they are taken, and not only looked at.
	 */
	static final boolean ARE_TAKEN = Boolean.getBoolean("sse.pictures");

	// As in a page of a sample on the port that it has by default
	private static final String SHOW_PORT = """
			document.querySelectorAll("#commands code")
				.forEach((code) => code.textContent = code.textContent.replace(/localhost:\\d+/, "localhost:8080"));
			""";

	// With the space below, which is not part of what overflows
	private static final String HEIGHT = """
			const space = parseFloat(getComputedStyle(document.body).paddingBottom);
			return document.documentElement.scrollHeight + space;
			""";

	private static final String REDRAW = "return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))";

	private static final int WIDTH = 1280;

	private static final Path PAGE = Path.of("src/main/resources/static");

	private static final Pattern REFERENCE = Pattern.compile("(?:href|src|from)[= ]\"(?:\\./)?([\\w-]+\\.\\w+)\"");

	// Before its text, which ends with the checksum
	private static final String KEYWORD = "tEXtSource\0";

	// The signature of a PNG and its header
	private static final int START = 33;

	/**
	 * Take the pictures of the page that a browser shows.
	 * @param driver the browser
	 * @throws IOException if a file cannot be read or written
	 */
	static void takeAll(ChromeDriver driver) throws IOException {
		// All of it, without scroll bars
		driver.executeCdpCommand("Emulation.setDeviceMetricsOverride", Map.of("width", WIDTH, "height",
				driver.executeScript(HEIGHT), "deviceScaleFactor", 1, "mobile", false));
		driver.executeScript(SHOW_PORT);
		for (Picture picture : ALL) {
			driver.executeCdpCommand("Emulation.setEmulatedMedia",
					Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", picture.scheme))));
			driver.executeScript(REDRAW);
			picture.write(driver.getScreenshotAs(OutputType.BYTES));
		}
	}

	private void write(byte[] png) throws IOException {
		byte[] text = (KEYWORD + hashOfPage()).getBytes(StandardCharsets.ISO_8859_1);
		CRC32 checksum = new CRC32();
		checksum.update(text);
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		DataOutputStream out = new DataOutputStream(bytes);
		out.write(png, 0, START);
		out.writeInt(text.length - "tEXt".length());
		out.write(text);
		out.writeInt((int) checksum.getValue());
		out.write(png, START, png.length - START);
		Files.write(this.file, bytes.toByteArray());
	}

	/**
	 * Return whether the page has not changed since the picture was taken.
	 * @return whether the picture is of the page as it is
	 * @throws IOException if a file cannot be read
	 */
	boolean isOfPage() throws IOException {
		return Files.readString(this.file, StandardCharsets.ISO_8859_1).contains(KEYWORD + hashOfPage());
	}

	private static String hashOfPage() throws IOException {
		try {
			MessageDigest hash = MessageDigest.getInstance("SHA-256");
			for (String name : files()) {
				hash.update(read(name).getBytes(StandardCharsets.UTF_8));
			}
			return HexFormat.of().formatHex(hash.digest());
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Return what the page is made of.
	 * @return the names of its files: itself, and what they refer to
	 * @throws IOException if a file cannot be read
	 */
	static Set<String> files() throws IOException {
		Set<String> files = new TreeSet<>();
		addFiles("index.html", files);
		return files;
	}

	private static void addFiles(String name, Set<String> files) throws IOException {
		if (files.add(name)) {
			for (String reference : REFERENCE.matcher(read(name)).results().map((match) -> match.group(1)).toList()) {
				addFiles(reference, files);
			}
		}
	}

	private static String read(String name) throws IOException {
		return Files.readString(PAGE.resolve(name)).replace("\r\n", "\n");
	}

}
