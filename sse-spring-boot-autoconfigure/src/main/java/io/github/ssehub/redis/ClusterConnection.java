package io.github.ssehub.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;

import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import org.jspecify.annotations.Nullable;

/**
 * One connection to Redis, which is not made anew when it breaks. Thread-safe. A method
 * that blocks throws a {@link RedisCommandExecutionException} if Redis refuses the
 * command, which has had no effect then, and a {@link ConnectionLostException} if it does
 * not answer.
 */
final class ClusterConnection implements AutoCloseable {

	private static final int REMEMBER_WRITER_SECONDS = 24 * 60 * 60;

	private static final String END_OF_SEQUENCE = "-18446744073709551615";

	private final StatefulRedisConnection<byte[], byte[]> connection;

	private final RedisAsyncCommands<byte[], byte[]> commands;

	private final Runnable closing;

	private final RedisKeys keys;

	private final Duration timeout;

	ClusterConnection(StatefulRedisConnection<byte[], byte[]> connection, Runnable closing, RedisKeys keys,
			Duration timeout) {
		this.connection = connection;
		this.commands = connection.async();
		this.closing = closing;
		this.keys = keys;
		this.timeout = timeout;
	}

	// Whether it is not known to have broken
	boolean isOpen() {
		return this.connection.isOpen();
	}

	// Returns the sequence of the first record
	long append(Writer writer, long position, long maxLength, List<PendingRecord> records) {
		List<byte[]> arguments = new ArrayList<>(4 + 2 * records.size());
		arguments.add(text(writer.generation()));
		arguments.add(text(position));
		arguments.add(text(maxLength));
		arguments.add(text(writer.id()));
		for (PendingRecord record : records) {
			arguments.add(text(record.number()));
			arguments.add(record.encoded());
		}
		Long first = run(ClusterScript.APPEND, ScriptOutputType.INTEGER, writer, arguments);
		return first;
	}

	// Tells what the node has, and what it had where the history went on elsewhere
	Opened open(Writer writer, long position, List<Long> left) {
		List<byte[]> arguments = new ArrayList<>(
				List.of(text(writer.generation()), text(position), text(REMEMBER_WRITER_SECONDS)));
		left.forEach((earlier) -> arguments.add(text(earlier)));
		List<Long> reply = run(ClusterScript.OPEN, ScriptOutputType.MULTI, writer, arguments);
		return new Opened(reply.get(0), reply.get(1));
	}

	private <T> T run(ClusterScript script, ScriptOutputType type, Writer writer, List<byte[]> arguments) {
		return run(script, type, this.keys.all(writer.id()), arguments);
	}

	<T> T run(ClusterScript script, ScriptOutputType type, byte[][] keys, List<byte[]> arguments) {
		byte[][] values = arguments.toArray(byte[][]::new);
		try {
			return await(() -> this.commands.evalsha(script.digest(), type, keys, values), this.timeout);
		}
		catch (RedisNoScriptException ex) {
			return await(() -> this.commands.eval(script.text(), type, keys, values), this.timeout);
		}
	}

	// Entries behind a position, oldest first. None after a while if the time is positive
	@SuppressWarnings("unchecked")
	List<StreamEntry> read(long position, int max, Duration block) {
		XReadArgs args = new XReadArgs().count(max);
		if (block.toMillis() > 0) {
			args.block(block);
		}
		XReadArgs.StreamOffset<byte[]> offset = XReadArgs.StreamOffset.from(this.keys.log(),
				position + END_OF_SEQUENCE);
		return entries(await(() -> this.commands.xread(args, offset), this.timeout.plus(block)));
	}

	// Entries before a sequence, the newest first
	List<StreamEntry> readBackwards(long before, int max) {
		Range<String> range = Range.from(Range.Boundary.unbounded(), Range.Boundary.excluding(before + "-0"));
		return entries(await(() -> this.commands.xrevrange(this.keys.log(), range, Limit.from(max)), this.timeout));
	}

	private static List<StreamEntry> entries(@Nullable List<StreamMessage<byte[], byte[]>> messages) {
		return (messages != null) ? messages.stream().map(StreamEntry::of).toList() : List.of();
	}

	// The last that was given out, zero if there is none
	long sequence() {
		return sequenceOf(await(this::requestSequence, this.timeout));
	}

	CompletionStage<Long> sequenceLater() {
		return requestSequence().thenApply(ClusterConnection::sequenceOf);
	}

	private RedisFuture<byte @Nullable []> requestSequence() {
		return this.commands.hget(this.keys.state(), text("seq"));
	}

	private static long sequenceOf(byte @Nullable [] value) {
		return (value != null) ? Long.parseLong(new String(value, StandardCharsets.US_ASCII)) : 0;
	}

	// Returns how many replicas have what was written on this connection, after the given
	// time at the latest, which is shorter than the timeout
	long awaitReplicas(int replicas, Duration time) {
		return await(() -> this.commands.waitForReplication(replicas, Math.max(1, time.toMillis())), this.timeout);
	}

	// Null where Redis does not tell
	@Nullable String setting(String name) {
		try {
			return await(() -> this.commands.configGet(name), this.timeout).get(name);
		}
		catch (RedisCommandExecutionException ex) {
			return null;
		}
	}

	// Another command
	<T extends @Nullable Object> T call(
			Function<? super RedisAsyncCommands<byte[], byte[]>, ? extends RedisFuture<T>> command) {
		return await(() -> command.apply(this.commands), this.timeout);
	}

	RedisKeys keys() {
		return this.keys;
	}

	private static <T extends @Nullable Object> T await(Supplier<? extends RedisFuture<T>> command, Duration timeout) {
		try {
			return command.get().get(timeout.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof RedisCommandExecutionException refusal) {
				throw refusal;
			}
			throw new ConnectionLostException("Redis has not answered", ex.getCause());
		}
		catch (TimeoutException ex) {
			throw new ConnectionLostException("Redis has not answered within " + timeout, null);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new ConnectionLostException("Interrupted while waiting for Redis", ex);
		}
	}

	private static byte[] text(long number) {
		return text(Long.toString(number));
	}

	private static byte[] text(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

	@Override
	public void close() {
		this.closing.run();
	}

	/**
	 * Who appends.
	 *
	 * @param id the id of a run of a node
	 * @param generation a number that grows with each connection: what is still on its
	 * way on an older one is refused
	 */
	record Writer(String id, long generation) {

	}

	/**
	 * What Redis tells when a writer opens.
	 *
	 * @param head the last sequence that was given out
	 * @param time the time in milliseconds of the clock of Redis
	 */
	record Opened(long head, long time) {

	}

}
