package io.github.ssehub.source;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.github.ssehub.OpeningForm;
import io.github.ssehub.OverflowPolicy;
import io.github.ssehub.delivery.DeliverySettings;
import io.github.ssehub.hub.AdmissionSettings;
import io.github.ssehub.hub.DrainSettings;
import io.github.ssehub.hub.HubCallbacks;
import io.github.ssehub.hub.HubLog;
import io.github.ssehub.hub.HubSettings;
import io.github.ssehub.hub.HubStreams;
import io.github.ssehub.log.JournalStatus;
import io.github.ssehub.log.LocalJournal;
import io.github.ssehub.log.LogJournal;
import io.github.ssehub.log.LogRecord;
import io.github.ssehub.log.LogSettings;
import io.github.ssehub.log.LogTarget;
import io.github.ssehub.log.RoomRetention;
import io.github.ssehub.wire.EventIds;
import io.github.ssehub.wire.WireEvent;

/**
 * A journal of one node which a test may have fail, and a hub with it.
 */
final class TestJournal implements LogJournal {

	private static final long MEGABYTE = 1024 * 1024;

	// What was published, in order
	final List<String> records = new CopyOnWriteArrayList<>();

	// Told of each record before it is published; may throw instead
	volatile Consumer<LogRecord> before = (record) -> {
	};

	private final LocalJournal journal = new LocalJournal(System::nanoTime, Duration.ofSeconds(1));

	HubStreams createHub() {
		RoomRetention retention = new RoomRetention(100, Duration.ofMinutes(1), MEGABYTE, true);
		LogSettings log = new LogSettings((room) -> retention, MEGABYTE, MEGABYTE, Duration.ofSeconds(1));
		HubSettings settings = new HubSettings(Duration.ZERO, Duration.ofSeconds(3), Duration.ZERO, OpeningForm.BLOCK,
				OverflowPolicy.RESYNC, MEGABYTE, 100, MEGABYTE, AdmissionSettings.UNLIMITED,
				new DrainSettings(Duration.ZERO, Duration.ZERO, Duration.ofSeconds(10)), log,
				new DeliverySettings(1, Duration.ZERO, Duration.ofSeconds(10)));
		return new HubStreams(settings, HubLog.of(EventIds.ofNewEpoch(1), log, this, System::nanoTime),
				(data) -> String.valueOf(data.value()).getBytes(StandardCharsets.UTF_8),
				new HubCallbacks(List::of, List::of, (event) -> {
				}, () -> null));
	}

	@Override
	public void start(LogTarget target) {
		this.journal.start(target);
	}

	@Override
	public void stop() {
		this.journal.stop();
	}

	@Override
	public long append(LogRecord record) {
		this.before.accept(record);
		this.records.add(describe(record));
		return this.journal.append(record);
	}

	private static String describe(LogRecord record) {
		if (record instanceof LogRecord.Broadcast broadcast) {
			WireEvent event = broadcast.event();
			return new String(event.bytes(), 0, event.length(), StandardCharsets.UTF_8).lines()
				.filter((line) -> line.startsWith("data: "))
				.findFirst()
				.orElseThrow();
		}
		return (record instanceof LogRecord.EndStream end) ? end.state() + " " + end.last()
				: record.getClass().getSimpleName();
	}

	@Override
	public Reach reach(String id) {
		return this.journal.reach(id);
	}

	@Override
	public @Nullable JournalStatus status() {
		return null;
	}

}
