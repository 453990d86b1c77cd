package io.github.ssehub.delivery;

import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import io.github.ssehub.SseEventMetadata;

/**
 * Which events a client of the model wants. Each is said twice: for the engine, and for
 * the model.
 */
enum ModelFilter {

	NONE,

	NO_ROOM_A,

	NO_KEY_K,

	NO_NAME_ONE,

	// So that it may refuse the newer of two events with one key
	NO_ATTRIBUTE_ONE,

	ONLY_ROOM_A_OR_TWO;

	static final int PASSES_ALL = -1;

	@Nullable Predicate<SseEventMetadata> predicate() {
		return switch (this) {
			case NONE -> null;
			case NO_ROOM_A -> (event) -> !event.room().equals("a");
			case NO_KEY_K -> (event) -> !"k".equals(event.key());
			case NO_NAME_ONE -> (event) -> !"n1".equals(event.event());
			case NO_ATTRIBUTE_ONE -> (event) -> !event.attributes().get("v").equals(1);
			case ONLY_ROOM_A_OR_TWO -> (event) -> event.room().equals("a") || event.attributes().get("v").equals(2);
		};
	}

	boolean passes(String room, ModelHistory.Event event) {
		if (event.attribute == PASSES_ALL) {
			return true;
		}
		return switch (this) {
			case NONE -> true;
			case NO_ROOM_A -> !"a".equals(room);
			case NO_KEY_K -> !"k".equals(event.key);
			case NO_NAME_ONE, NO_ATTRIBUTE_ONE -> event.attribute != 1;
			case ONLY_ROOM_A_OR_TWO -> "a".equals(room) || event.attribute == 2;
		};
	}

}
