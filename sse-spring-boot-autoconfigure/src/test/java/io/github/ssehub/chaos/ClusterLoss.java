package io.github.ssehub.chaos;

/**
 * A loss that was brought about.
 *
 * @param kept the last sequence that was not rolled back
 * @param after a sequence behind all that was rolled back
 * @param through a sequence behind all that tells of the loss
 */
record ClusterLoss(long kept, long after, long through) {

	boolean hasRolledBack(LossModel.Published event) {
		return event.sequence() > this.kept && event.sequence() <= this.after;
	}

	// Whether that is where a client goes on behind this loss
	boolean includes(long position) {
		return position > this.after && position <= this.through;
	}

}
