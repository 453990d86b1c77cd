package io.github.ssehub.test.shop;

import java.util.Arrays;
import java.util.stream.Stream;

import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import io.github.ssehub.SseEndpoint;
import io.github.ssehub.SseSubscription;

// recipe
@RestController
class OrderController {

	@SseEndpoint("/orders/{customer}")
	String orders(@PathVariable String customer) {
		return "orders:" + customer;
	}

	@SseEndpoint("/staff")
	SseSubscription staff(@RequestParam String name) {
		return SseSubscription.to("staff").member(name).presence();
	}

	@SseEndpoint(path = "/quotes", method = RequestMethod.POST)
	Stream<String> quotes(@RequestBody String articles) {
		return Arrays.stream(articles.split(",")).map((article) -> article + ": 42");
	}

}
// end
