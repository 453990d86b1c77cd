package io.github.ssehub.hub;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;

/**
 * Whose a remote address is: who has an IPv6 address has the whole /64 network that it is
 * in, and may come from another address of it each time.
 */
final class ClientNetwork {

	private static final int PREFIX_BYTES = 8;

	private ClientNetwork() {
	}

	// Anything may be in the address if it is that of a header
	static String of(String remoteAddress) {
		String host = host(remoteAddress);
		if (host.indexOf(':') < 0) {
			return host;
		}
		try {
			InetAddress address = InetAddress.getByName("[" + literal(host) + "]");
			return (address instanceof Inet6Address)
					? HexFormat.of().formatHex(address.getAddress(), 0, PREFIX_BYTES) + "/64"
					: address.getHostAddress();
		}
		catch (UnknownHostException ex) {
			return host;
		}
	}

	// Without the port, which some proxies add: the client has another one each time
	private static String host(String remoteAddress) {
		if (remoteAddress.startsWith("[")) {
			int end = remoteAddress.indexOf(']');
			return remoteAddress.substring(1, (end >= 0) ? end : remoteAddress.length());
		}
		int port = remoteAddress.indexOf(':');
		return (port >= 0 && port == remoteAddress.lastIndexOf(':')) ? remoteAddress.substring(0, port) : remoteAddress;
	}

	// In brackets nothing is looked up by name, without a zone no interface is
	private static String literal(String host) {
		int zone = host.indexOf('%');
		return (zone >= 0) ? host.substring(0, zone) : host;
	}

}
