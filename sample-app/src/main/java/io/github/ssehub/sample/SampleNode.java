package io.github.ssehub.sample;

import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which node of a cluster this is, if there is one.
 *
 * @param name the name of the node, empty without a cluster
 * @param nodes the origins of all nodes, where a page goes on once its own is gone
 */
@ConfigurationProperties("sample.node")
record SampleNode(@DefaultValue("") String name, @DefaultValue List<String> nodes) {

	// What a server tells of itself must not be told by others, too
	String room(String room) {
		return this.name.isEmpty() ? room : room + ":" + this.name;
	}

}
