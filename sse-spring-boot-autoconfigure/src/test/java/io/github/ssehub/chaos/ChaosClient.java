package io.github.ssehub.chaos;

import java.io.Closeable;
import java.io.IOException;

/**
 * A client that comes back whenever it is cut off.
 */
interface ChaosClient extends Closeable {

	Reception reception();

	@Override
	void close() throws IOException;

}
