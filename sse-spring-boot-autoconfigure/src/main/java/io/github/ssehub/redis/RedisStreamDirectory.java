package io.github.ssehub.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import io.lettuce.core.KeyValue;
import io.lettuce.core.ScriptOutputType;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopInfrastructureBean;

import io.github.ssehub.SseStreamState;
import io.github.ssehub.SseUnavailableException;
import io.github.ssehub.log.codec.RecordCodec;
import io.github.ssehub.log.codec.RecordFormatException;
import io.github.ssehub.source.SharedStream;
import io.github.ssehub.source.StreamDescription;
import io.github.ssehub.source.StreamDirectory;

/**
 * The detached streams of a cluster: a hash of each in Redis, which expires a while after
 * its node has told it the last time, or when it is kept no longer. Thread-safe.
 */
public final class RedisStreamDirectory implements StreamDirectory, NodeTask, AopInfrastructureBean {

	private static final Log logger = LogFactory.getLog(RedisStreamDirectory.class);

	private static final byte[][] FIELDS = { text("node"), text("state"), text("from"), text("last"), text("about") };

	private final ClusterNodes nodes;

	private final StreamCodec codec;

	// Mutable state
	private final Map<String, OwnStream> own = new ConcurrentHashMap<>();

	private final Queue<Map.Entry<String, OwnStream>> removed = new ConcurrentLinkedQueue<>();

	private volatile Consumer<String> takenOver = (id) -> {
	};

	/**
	 * Create a new {@link RedisStreamDirectory} instance.
	 * @param nodes the nodes of the cluster
	 * @param journal has the ids of the events
	 */
	public RedisStreamDirectory(ClusterNodes nodes, RedisJournal journal) {
		this.nodes = nodes;
		this.codec = new StreamCodec(new RecordCodec(journal.ids()));
		nodes.add(this);
	}

	@Override
	public void onTakenOver(Consumer<String> callback) {
		this.takenOver = callback;
	}

	@Override
	public void add(StreamDescription stream, LongSupplier from) {
		OwnStream added = new OwnStream(this.codec.encode(stream), stream.keep(), from);
		this.own.put(stream.id(), added);
		try {
			this.nodes.ask((connection) -> tell(connection, stream.id(), added.tell()));
		}
		catch (RuntimeException ex) {
			this.own.remove(stream.id());
			throw ex;
		}
	}

	@Override
	public void begun(String id) {
		OwnStream stream = this.own.get(id);
		if (stream != null) {
			stream.untold();
			this.nodes.wake();
		}
	}

	@Override
	public void end(String id, SseStreamState state, long last) {
		OwnStream stream = this.own.get(id);
		if (stream != null) {
			stream.end(state, last);
			try {
				this.nodes.ask((connection) -> {
					tell(connection, id, stream);
					return true;
				});
			}
			catch (SseUnavailableException ex) {
				logger.debug("Others are told later that a detached event stream has ended", ex);
			}
		}
	}

	@Override
	public void remove(String id) {
		OwnStream stream = this.own.remove(id);
		if (stream != null) {
			this.removed.add(Map.entry(id, stream));
			this.nodes.wake();
		}
	}

	private void tell(ClusterConnection connection, String id, OwnStream stream) {
		boolean told = false;
		try {
			if (!tell(connection, id, stream.tell())) {
				this.own.remove(id, stream);
				this.takenOver.accept(id);
			}
			told = true;
		}
		finally {
			if (!told) {
				stream.untold();
			}
		}
	}

	// Return whether it is still a stream of this node
	private boolean tell(ClusterConnection connection, String id, List<byte[]> what) {
		List<byte[]> arguments = new ArrayList<>(List.of(text(this.nodes.id())));
		arguments.addAll(what);
		return isTrue(connection, ClusterScript.STREAM, new byte[][] { connection.keys().stream(id) }, arguments);
	}

	private static boolean isTrue(ClusterConnection connection, ClusterScript script, byte[][] keys,
			List<byte[]> arguments) {
		Long result = connection.run(script, ScriptOutputType.INTEGER, keys, arguments);
		return result == 1;
	}

	@Override
	public @Nullable SharedStream find(String id) {
		List<KeyValue<byte[], byte[]>> values = this.nodes
			.ask((connection) -> connection.call((commands) -> commands.hmget(connection.keys().stream(id), FIELDS)));
		if (values.stream().anyMatch(KeyValue::isEmpty)) {
			return null;
		}
		try {
			return new SharedStream(this.codec.decode(id, values.get(4).getValue()), text(values.get(0)),
					SseStreamState.valueOf(text(values.get(1))), Long.parseLong(text(values.get(2))),
					Long.parseLong(text(values.get(3))));
		}
		catch (RecordFormatException | IllegalArgumentException ex) {
			logger.debug("Detached event stream of another node cannot be read", ex);
			return null;
		}
	}

	@Override
	public boolean takeOver(SharedStream stream) {
		String id = stream.id();
		// What this node has begun to take over is for it to go on with
		if (!stream.node().equals(this.nodes.id()) && this.nodes.live().contains(stream.node())) {
			return false;
		}
		OwnStream begun = this.own.get(id);
		if (begun != null && begun.hasEnded()) {
			// The others have yet to be told
			return false;
		}
		boolean taken = this.nodes.ask((connection) -> isTrue(connection, ClusterScript.TAKE,
				new byte[][] { connection.keys().stream(id), connection.keys().nodes() },
				List.of(text(this.nodes.id()))));
		if (!taken) {
			this.own.remove(id);
		}
		else if (begun == null) {
			this.own.put(id,
					new OwnStream(this.codec.encode(stream.description()), stream.description().keep(), stream::from));
		}
		return taken;
	}

	@Override
	public void reset() {
		this.own.values().forEach(OwnStream::untold);
	}

	@Override
	public void tick(ClusterConnection connection, Set<String> live) {
		this.own.forEach((id, stream) -> {
			if (stream.isDue()) {
				tell(connection, id, stream);
			}
		});
		this.own.values().removeIf(OwnStream::isOver);
		for (Map.Entry<String, OwnStream> next = this.removed.peek(); next != null; next = this.removed.peek()) {
			tell(connection, next.getKey(), next.getValue().forget());
			this.removed.remove();
		}
	}

	private static byte[] text(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

	private static String text(KeyValue<byte[], byte[]> field) {
		return new String(field.getValue(), StandardCharsets.US_ASCII);
	}

}
