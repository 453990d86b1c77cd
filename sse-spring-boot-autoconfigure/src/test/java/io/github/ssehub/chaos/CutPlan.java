package io.github.ssehub.chaos;

import java.util.Random;

/**
 * What happens to one connection, at which byte of the response. All of it is decided by
 * a seed.
 */
final class CutPlan {

	private final Random random;

	private final CutPoint point;

	private final long earliestCut;

	private final boolean reset;

	private final int connectMillis;

	private final int lifeMillis;

	private final int stallMillis;

	// Mutable state
	private final CutPoint.Position position = new CutPoint.Position();

	private long nextPause;

	CutPlan(long seed, int stallMillis) {
		this.random = new Random(seed);
		this.point = CutPoint.values()[this.random.nextInt(CutPoint.values().length)];
		this.earliestCut = earliestCut();
		this.reset = this.random.nextBoolean();
		this.connectMillis = (this.random.nextInt(3) == 0) ? this.random.nextInt(300) : 0;
		this.lifeMillis = 50 + this.random.nextInt(600);
		this.stallMillis = stallMillis;
		this.nextPause = this.random.nextInt(8000);
	}

	// Often in the head of the response or in the opening, often in the events
	private long earliestCut() {
		return switch (this.random.nextInt(4)) {
			case 0 -> this.random.nextInt(500);
			case 1, 2 -> this.random.nextInt(8000);
			default -> this.random.nextInt(80_000);
		};
	}

	// Whether to cut after the next byte
	boolean cutsAfter(byte next) {
		this.position.advance(next);
		return this.position.count() > this.earliestCut && this.point.isAt(this.position);
	}

	// How long to wait after that byte
	int pauseMillis() {
		if (this.position.count() < this.nextPause) {
			return 0;
		}
		this.nextPause += 1 + this.random.nextInt(8000);
		return (this.random.nextInt(15) == 0) ? this.random.nextInt(this.stallMillis) : this.random.nextInt(5);
	}

	// Whether the cut is a reset and not an orderly end
	boolean isReset() {
		return this.reset;
	}

	// How long the request is held up
	int connectMillis() {
		return this.connectMillis;
	}

	// After which time the connection is cut wherever it is
	int lifeMillis() {
		return this.lifeMillis;
	}

}
