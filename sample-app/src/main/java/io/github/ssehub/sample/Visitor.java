package io.github.ssehub.sample;

/**
 * A page in a chat room. It is known by the id that it chose, each time it connects.
 *
 * @param client the id of the page
 * @param room the room
 */
record Visitor(String client, String room) {

	static final String ATTRIBUTE = "visitor";

}
