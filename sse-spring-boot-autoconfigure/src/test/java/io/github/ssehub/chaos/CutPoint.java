package io.github.ssehub.chaos;

/**
 * Where in the bytes of a response a connection is cut.
 */
enum CutPoint {

	/**
	 * At any byte.
	 */
	ANYWHERE {
		@Override
		boolean isAt(Position position) {
			return true;
		}
	},

	/**
	 * Between the bytes of one character.
	 */
	IN_CHARACTER {
		@Override
		boolean isAt(Position position) {
			return (position.last & 0xC0) == 0xC0;
		}
	},

	/**
	 * In the middle of an id.
	 */
	IN_ID_LINE {
		@Override
		boolean isAt(Position position) {
			return position.inIdLine && position.column > 6;
		}
	},

	/**
	 * Between an id line and the blank line that makes it count.
	 */
	AFTER_ID_LINE {
		@Override
		boolean isAt(Position position) {
			return position.inIdLine && position.last == '\n';
		}
	},

	/**
	 * Right after a block.
	 */
	AFTER_BLOCK {
		@Override
		boolean isAt(Position position) {
			return position.last == '\n' && position.column == 1;
		}
	},

	/**
	 * Before, in or after the size of a chunk.
	 */
	AT_CHUNK_SIZE {
		@Override
		boolean isAt(Position position) {
			return position.last == '\r';
		}
	};

	abstract boolean isAt(Position position);

	/**
	 * A position in a response.
	 */
	static final class Position {

		private static final String ID_FIELD = "id: ";

		private long count;

		private byte last = '\n';

		// How many bytes of the line there are, with its end
		private int column;

		private boolean inIdLine;

		void advance(byte next) {
			if (this.last == '\n') {
				this.column = 0;
				this.inIdLine = true;
			}
			if (this.column < ID_FIELD.length() && next != ID_FIELD.charAt(this.column)) {
				this.inIdLine = false;
			}
			this.column++;
			this.count++;
			this.last = next;
		}

		long count() {
			return this.count;
		}

	}

}
