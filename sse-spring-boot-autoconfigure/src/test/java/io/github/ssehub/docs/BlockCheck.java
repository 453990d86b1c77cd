package io.github.ssehub.docs;

/**
 * How blocks of a language are checked.
 */
@FunctionalInterface
interface BlockCheck {

	/**
	 * Check a block.
	 * @param block the block
	 * @throws Exception if it is wrong
	 */
	void check(DocumentBlock block) throws Exception;

}
