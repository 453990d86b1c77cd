package io.github.ssehub;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;

/**
 * The code of docs/one-caller.md, and what it runs on.
 */
final class OneCallerRecipes {

	static final int CUSTOMERS = 10_000;

	private OneCallerRecipes() {
	}

	@Configuration(proxyBeanMethods = false)
	@Import({ ChatController.class, ImportController.class, CustomerController.class, AnswerController.class,
			FakeChatModel.class, Importer.class })
	static class Application {

		@Bean
		JdbcClient jdbc() {
			JdbcClient jdbc = JdbcClient.create(new DriverManagerDataSource("jdbc:h2:mem:recipes;DB_CLOSE_DELAY=-1"));
			jdbc.sql("create table if not exists customer (id int primary key, name varchar(99))").update();
			jdbc.sql("merge into customer select x, 'Customer ' || x from system_range(1, " + CUSTOMERS + ")").update();
			return jdbc;
		}

	}

	@RestController
	static class ChatController {

		private final ChatModel model;

		ChatController(ChatModel model) {
			this.model = model;
		}

		// recipe
		@SseEndpoint(path = "/chat", method = RequestMethod.POST)
		Flux<String> chat(@RequestBody String question) {
			return this.model.stream(question);
		}

		@SseEndpoint(path = "/chat/responses", method = RequestMethod.POST)
		Flux<ChatResponse> responses(@RequestBody String question) {
			return this.model.stream(new Prompt(question)); // as JSON
		}

		@SseEndpoint(path = "/chat/ai-sdk", method = RequestMethod.POST)
		SseStream<String> aiSdk(@RequestBody String question) {
			return SseStream.from(this.model.stream(question)).format(SseFormat.AI_SDK);
		}
		// end

	}

	@RestController
	static class ImportController {

		private final Importer importer;

		ImportController(Importer importer) {
			this.importer = importer;
		}

		// recipe
		@SseEndpoint(path = "/imports", method = RequestMethod.POST)
		SseStream<Progress> importAll(@RequestBody String names) {
			String[] files = names.split(",");
			Stream<Progress> steps = IntStream.range(0, files.length).mapToObj((i) -> {
				this.importer.load(files[i]); // may block
				return new Progress(i + 1, files.length);
			});
			return SseStream.from(steps).doneEvent(SseEvent.of("done", "imported"));
		}

		record Progress(int done, int total) {
		}
		// end

	}

	@RestController
	static class CustomerController {

		private final JdbcClient jdbc;

		CustomerController(JdbcClient jdbc) {
			this.jdbc = jdbc;
		}

		// recipe
		@SseEndpoint("/customers")
		Stream<String> customers() {
			return this.jdbc.sql("select id, name from customer order by id")
				.withFetchSize(100)
				.query((row, number) -> row.getInt("id") + "," + row.getString("name"))
				.stream();
		}
		// end

	}

	@RestController
	static class AnswerController {

		private final ChatModel model;

		private final SseStreams streams;

		AnswerController(ChatModel model, SseStreams streams) {
			this.model = model;
			this.streams = streams;
		}

		// recipe
		@SseEndpoint(path = "/answers", method = RequestMethod.POST)
		SseStream<String> answer(@RequestBody String question) {
			return SseStream.from(this.model.stream(question))
				.detached(Duration.ofMinutes(10)) // kept so long after its end
				.aggregator(String::concat); // what was missed comes as one event
		}

		@SseEndpoint("/answers/{id}")
		EndpointResult resume(@PathVariable String id) {
			return this.streams.resume(id);
		}
		// end

		// recipe
		@DeleteMapping("/answers/{id}")
		@ResponseStatus(HttpStatus.NO_CONTENT)
		void stop(@PathVariable String id) {
			this.streams.stop(id);
		}
		// end

	}

	static class Importer {

		final List<String> files = new ArrayList<>();

		void load(String file) {
			this.files.add(file);
		}

	}

	/**
	 * Says the question again, word by word.
	 */
	static class FakeChatModel implements ChatModel {

		final AtomicInteger cancelled = new AtomicInteger();

		@Override
		public ChatResponse call(Prompt prompt) {
			return response("You asked: " + prompt.getContents());
		}

		@Override
		public Flux<ChatResponse> stream(Prompt prompt) {
			return Flux.fromArray(("You asked: " + prompt.getContents()).split("(?= )"))
				.delayElements(Duration.ofMillis(5))
				.map((text) -> response(text))
				.doOnCancel(this.cancelled::incrementAndGet);
		}

		private static ChatResponse response(String text) {
			return new ChatResponse(List.of(new Generation(new AssistantMessage(text))));
		}

	}

}
