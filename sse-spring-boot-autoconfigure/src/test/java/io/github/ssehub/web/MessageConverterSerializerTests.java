package io.github.ssehub.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.annotation.JsonFilter;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.annotation.JsonView;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.AbstractHttpMessageConverter;
import org.springframework.http.converter.ByteArrayHttpMessageConverter;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.converter.StringHttpMessageConverter;
import org.springframework.http.converter.json.GsonHttpMessageConverter;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import tools.jackson.databind.ser.FilterProvider;
import tools.jackson.databind.ser.std.SimpleBeanPropertyFilter;
import tools.jackson.databind.ser.std.SimpleFilterProvider;

import io.github.ssehub.SseData;
import io.github.ssehub.SseView;
import io.github.ssehub.support.ReducedClassPath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class MessageConverterSerializerTests {

	private static final ParameterizedTypeReference<List<Animal>> ANIMALS = new ParameterizedTypeReference<>() {
	};

	@SuppressWarnings("removal")
	static List<HttpMessageConverter<?>> jacksonConverters() {
		return List.of(new JacksonJsonHttpMessageConverter(),
				new org.springframework.http.converter.json.MappingJackson2HttpMessageConverter());
	}

	@ParameterizedTest
	@MethodSource("jacksonConverters")
	void shouldWriteTypeIdsOfElements(HttpMessageConverter<?> converter) {
		assertThat(write(converter, SseData.of(List.of(new Dog("rex", 7)), ANIMALS)))
			.isEqualTo("[{\"kind\":\"dog\",\"name\":\"rex\",\"chip\":7}]");
		assertThat(write(converter, SseData.of(new Dog("rex", 7))))
			.isEqualTo("{\"kind\":\"dog\",\"name\":\"rex\",\"chip\":7}");
	}

	@ParameterizedTest
	@MethodSource("jacksonConverters")
	void shouldWriteOnlyTheView(HttpMessageConverter<?> converter) {
		assertThat(write(converter, SseData.of(List.of(new Dog("rex", 7)), ANIMALS).view(Summary.class)))
			.isEqualTo("[{\"kind\":\"dog\",\"name\":\"rex\"}]");
		assertThat(write(converter, SseData.of(new Dog("rex", 7)).view(Summary.class)))
			.isEqualTo("{\"kind\":\"dog\",\"name\":\"rex\"}");
	}

	@Test
	void shouldGiveJackson3AllHints() {
		SimpleFilterProvider filters = new SimpleFilterProvider().addFilter("cat",
				SimpleBeanPropertyFilter.serializeAllExcept("chip"));
		SseData data = SseData.of(new Cat("tom", 7)).hint(FilterProvider.class.getName(), filters);
		assertThat(write(new JacksonJsonHttpMessageConverter(), data)).isEqualTo("{\"name\":\"tom\"}");
	}

	@Test
	void shouldGiveGsonTheType() {
		JsonSerializer<List<Animal>> serializer = (animals, type, context) -> new JsonPrimitive("animals");
		HttpMessageConverter<?> converter = new GsonHttpMessageConverter(
				new GsonBuilder().registerTypeAdapter(ANIMALS.getType(), serializer).create());
		assertThat(write(converter, SseData.of(List.of(new Dog("rex", 7)), ANIMALS))).isEqualTo("\"animals\"");
		assertThat(write(converter, SseData.of(List.of(new Dog("rex", 7)))))
			.isEqualTo("[{\"name\":\"rex\",\"chip\":7}]");
	}

	@Test
	void shouldRefuseHintsThatAConverterWouldNotSee() {
		SseData view = SseData.of(Map.of("a", 1)).view(Summary.class);
		assertThatIllegalArgumentException().isThrownBy(() -> write(new GsonHttpMessageConverter(), view))
			.withMessageContaining(GsonHttpMessageConverter.class.getName())
			.withMessageContaining(SseData.VIEW_HINT);
		assertThatIllegalArgumentException().isThrownBy(() -> write(new PlainConverter(), view))
			.withMessageContaining(PlainConverter.class.getName())
			.withMessageContaining(SseData.VIEW_HINT);
	}

	@Test
	void shouldNotWriteTheModelOfAView() {
		SseData view = SseData.of(SseView.of("some", Map.of("secret", 1)));
		assertThatIllegalArgumentException().isThrownBy(() -> write(new JacksonJsonHttpMessageConverter(), view))
			.withMessage("SseView[some] can only be rendered by an application with Spring MVC");
	}

	@Test
	void shouldAskConvertersThatKnowNoTypes() {
		assertThat(write(new PlainConverter(), SseData.of(Map.of("a", 1)))).isEqualTo("{a=1}");
	}

	@Test
	@SuppressWarnings("removal")
	void shouldRefuseOtherHintsThanAViewWithJackson2() {
		HttpMessageConverter<?> converter = new org.springframework.http.converter.json.MappingJackson2HttpMessageConverter();
		assertThatIllegalArgumentException()
			.isThrownBy(() -> write(converter, SseData.of(Map.of("a", 1)).hint("other", 1)))
			.withMessageContaining("other");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> write(converter, SseData.of(Map.of("a", 1)).view(Summary.class).hint("other", 1)));
	}

	@Test
	void shouldRefuseHintsWhereJackson2IsMissing() throws Exception {
		try (ReducedClassPath classPath = ReducedClassPath.without("jackson-databind-2")) {
			assertThat(classPath.run(GsonProgram.class)).asString().contains("does not take the hints");
		}
	}

	@Test
	void shouldAskConvertersInTheirOrder() {
		GsonHttpMessageConverter gson = new GsonHttpMessageConverter(new GsonBuilder().setPrettyPrinting().create());
		List<HttpMessageConverter<?>> converters = List.of(new ByteArrayHttpMessageConverter(),
				new StringHttpMessageConverter(), gson, new JacksonJsonHttpMessageConverter());
		assertThat(write(converters, SseData.of(Map.of("a", 1)))).isEqualTo("{\n  \"a\": 1\n}");
	}

	@Test
	void shouldRefuseDataThatNoConverterTakes() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> write(new StringHttpMessageConverter(), SseData.of(Map.of("a", 1))))
			.withMessageContaining("as JSON");
	}

	private static String write(HttpMessageConverter<?> converter, SseData data) {
		return write(List.of(converter), data);
	}

	private static String write(List<HttpMessageConverter<?>> converters, SseData data) {
		return new String(new MessageConverterSerializer(() -> converters).serialize(data), StandardCharsets.UTF_8);
	}

	/**
	 * Writes a view with a converter that knows none.
	 */
	public static final class GsonProgram implements Callable<String> {

		@Override
		public String call() {
			try {
				return write(new GsonHttpMessageConverter(), SseData.of(Map.of("a", 1)).view(Summary.class));
			}
			catch (IllegalArgumentException ex) {
				return String.valueOf(ex.getMessage());
			}
		}

	}

	private static final class PlainConverter extends AbstractHttpMessageConverter<Object> {

		PlainConverter() {
			super(MediaType.APPLICATION_JSON);
		}

		@Override
		protected boolean supports(Class<?> type) {
			return true;
		}

		@Override
		protected Object readInternal(Class<?> type, HttpInputMessage message) {
			throw new UnsupportedOperationException();
		}

		@Override
		protected void writeInternal(Object value, HttpOutputMessage message) throws IOException {
			message.getBody().write(value.toString().getBytes(StandardCharsets.UTF_8));
		}

	}

	private interface Summary {

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
	private interface Animal {

	}

	@JsonTypeName("dog")
	private record Dog(@JsonView(Summary.class) String name, @JsonView(Dog.class) int chip) implements Animal {

	}

	@JsonFilter("cat")
	private record Cat(String name, int chip) {

	}

}
