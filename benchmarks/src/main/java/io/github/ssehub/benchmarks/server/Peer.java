package io.github.ssehub.benchmarks.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.github.ssehub.benchmarks.peers.NaiveApplication;
import io.github.ssehub.benchmarks.peers.WebFluxApplication;

/**
 * A server to measure. Each has one room.
 */
public enum Peer {

	/**
	 * The packaged sample app of this project, without meters.
	 */
	STARTER("sse-spring-boot-starter, Tomcat", "/rooms/load", "/rooms/load") {

		@Override
		public ServerProcess start(Installation installation) throws IOException {
			return installation.startSample();
		}

	},

	/**
	 * The same on Jetty.
	 */
	STARTER_JETTY("sse-spring-boot-starter, Jetty", "/rooms/load", "/rooms/load") {

		@Override
		public ServerProcess start(Installation installation) throws IOException {
			return installation.startSampleOnJetty();
		}

	},

	/**
	 * The packaged sample app of this project with Boot's actuator and a meter registry.
	 */
	STARTER_METERS("sse-spring-boot-starter with meters, Tomcat", "/rooms/load", "/rooms/load") {

		@Override
		public ServerProcess start(Installation installation) throws IOException {
			return installation.startSampleWithMeters();
		}

	},

	/**
	 * The packaged sample app of an earlier version of this project.
	 */
	EARLIER("earlier version, Tomcat", "/rooms/load", "/rooms/load") {

		@Override
		boolean isInstalled(Installation installation) {
			return installation.earlierJar() != null;
		}

		@Override
		public ServerProcess start(Installation installation) throws IOException {
			return installation.startEarlierSample();
		}

	},

	/**
	 * A loop over emitters, as most tutorials have it.
	 */
	NAIVE("`SseEmitter` loop, Tomcat", "/sub", "/pub") {

		@Override
		public ServerProcess start(Installation installation) throws IOException {
			return installation.startMain(NaiveApplication.class);
		}

	},

	/**
	 * Spring WebFlux on Netty.
	 */
	WEBFLUX("WebFlux `Sinks`, Netty", "/sub", "/pub") {

		@Override
		public ServerProcess start(Installation installation) throws IOException {
			return installation.startMain(WebFluxApplication.class);
		}

	},

	/**
	 * The nginx module, in C.
	 */
	NCHAN("nchan (nginx, C)", "/sub", "/pub") {

		@Override
		boolean isInstalled(Installation installation) {
			return Installation.isOnPath("nginx")
					&& Files.exists(Path.of("/usr/lib/nginx/modules/ngx_nchan_module.so"));
		}

		@Override
		public ServerProcess start(Installation installation) throws IOException {
			return installation.startNginx("nchan");
		}

	},

	/**
	 * The npm package sse.
	 */
	SSE_JS("sse.js (Node)", "/sub", "/pub", "sse"),

	/**
	 * The npm package simple-sse.
	 */
	SIMPLE_SSE("simple-sse (Node)", "/sub", "/pub", "simple"),

	/**
	 * The npm package better-sse.
	 */
	BETTER_SSE("better-sse (Node)", "/sub", "/pub", "better");

	private final String label;

	private final String subscribePath;

	private final String publishPath;

	private final String nodeKind;

	Peer(String label, String subscribePath, String publishPath) {
		this(label, subscribePath, publishPath, "");
	}

	Peer(String label, String subscribePath, String publishPath, String nodeKind) {
		this.label = label;
		this.subscribePath = subscribePath;
		this.publishPath = publishPath;
		this.nodeKind = nodeKind;
	}

	/**
	 * Return what to call the server.
	 * @return the label
	 */
	public String label() {
		return this.label;
	}

	/**
	 * Return where streams are opened.
	 * @return the path
	 */
	public String subscribePath() {
		return this.subscribePath;
	}

	/**
	 * Return where events are posted.
	 * @return the path
	 */
	public String publishPath() {
		return this.publishPath;
	}

	boolean isInstalled(Installation installation) {
		return this.nodeKind.isEmpty() || (Installation.isOnPath("node")
				&& Files.isDirectory(nodeDirectory(installation).resolve("node_modules")));
	}

	/**
	 * Return the servers whose programs are installed.
	 * @param installation where programs are
	 * @return the servers
	 */
	public static List<Peer> installed(Installation installation) {
		return List.of(values()).stream().filter((peer) -> peer.isInstalled(installation)).toList();
	}

	/**
	 * Start the server.
	 * @param installation where programs are
	 * @return the server
	 * @throws IOException if it does not start
	 */
	public ServerProcess start(Installation installation) throws IOException {
		int port = Installation.freePort();
		return ServerProcess.start(List.of("node", "node-peers.js", this.nodeKind, String.valueOf(port)),
				nodeDirectory(installation), installation.target().resolve("logs").resolve(name() + ".log"), port);
	}

	private static Path nodeDirectory(Installation installation) {
		return installation.directory().resolve("src/main/peers");
	}

}
