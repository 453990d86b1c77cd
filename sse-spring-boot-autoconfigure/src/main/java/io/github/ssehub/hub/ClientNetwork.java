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
		if (remoteAddress.indexOf(':') < 0) {
			return remoteAddress;
		}
		try {
			InetAddress address = InetAddress.getByName("[" + literal(remoteAddress) + "]");
			return (address instanceof Inet6Address)
					? HexFormat.of().formatHex(address.getAddress(), 0, PREFIX_BYTES) + "/64"
					: address.getHostAddress();
		}
		catch (UnknownHostException ex) {
			return remoteAddress;
		}
	}

	// In brackets nothing is looked up by name, without a zone no interface is
	private static String literal(String remoteAddress) {
		int zone = remoteAddress.indexOf('%');
		String result = (zone >= 0) ? remoteAddress.substring(0, zone) : remoteAddress;
		return result.replace("[", "").replace("]", "");
	}

}
