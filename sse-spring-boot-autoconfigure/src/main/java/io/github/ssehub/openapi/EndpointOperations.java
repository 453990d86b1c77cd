package io.github.ssehub.openapi;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;
import org.springdoc.core.customizers.GlobalOperationComponentsCustomizer;
import org.springdoc.core.properties.SpringDocConfigProperties;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.util.ClassUtils;
import org.springframework.web.method.HandlerMethod;

import io.github.ssehub.LastEventId;
import io.github.ssehub.SseConnection;
import io.github.ssehub.SseData;
import io.github.ssehub.SseEndpoint;
import io.github.ssehub.SseEvent;
import io.github.ssehub.SseEventType;
import io.github.ssehub.web.EndpointElements;
import io.github.ssehub.web.ReadyMadeEndpoint;

/**
 * Describes {@link SseEndpoint} methods as what they are for their clients: event
 * streams. What a method documents with annotations of OpenAPI itself stays.
 */
public final class EndpointOperations implements GlobalOperationComponentsCustomizer, GlobalOpenApiCustomizer {

	private static final String LAST_EVENT_ID = "Last-Event-ID";

	private static final Map<String, String> REFUSALS = refusals();

	// Of events, whose data may be anything
	private static final Set<Class<?>> OPEN_TYPES = Set.of(Object.class, SseEvent.class, SseData.class);

	private final DataSchemas dataSchemas = new DataSchemas();

	private final SpringDocConfigProperties properties;

	/**
	 * Create a new {@link EndpointOperations} instance.
	 * @param properties the properties of springdoc
	 */
	public EndpointOperations(SpringDocConfigProperties properties) {
		this.properties = properties;
		SpringDocUtils.getConfig()
			.addRequestWrapperToIgnore(SseConnection.class)
			.addAnnotationsToIgnore(LastEventId.class)
			.addRestControllers(ReadyMadeEndpoint.class);
	}

	private static Map<String, String> refusals() {
		Map<String, String> refusals = new LinkedHashMap<>();
		refusals.put("400", "A room or a parameter is not acceptable");
		refusals.put("403", "The caller may not have the stream");
		refusals.put("429", "The caller has as many streams as allowed");
		refusals.put("503", "The server has as many streams as allowed");
		return refusals;
	}

	@Override
	public void customise(OpenAPI document) {
		this.dataSchemas.restore(document);
	}

	@Override
	public Operation customize(Operation operation, HandlerMethod handlerMethod) {
		return operation;
	}

	@Override
	public Operation customize(Operation operation, Components components, HandlerMethod handlerMethod) {
		SseEndpoint endpoint = AnnotatedElementUtils.findMergedAnnotation(handlerMethod.getMethod(), SseEndpoint.class);
		if (endpoint == null) {
			return operation;
		}
		EventSchemas schemas = new EventSchemas(components, this.dataSchemas, this.properties.getSpecVersion());
		addParameter(operation,
				new Parameter().in("header")
					.name(LAST_EVENT_ID)
					.required(false)
					.description("The id of the last event that the client got, to go on behind it")
					.schema(schemas.text()));
		if (handlerMethod.getBeanType() == ReadyMadeEndpoint.class) {
			addParameter(operation,
					new Parameter().in("query")
						.name("room")
						.required(true)
						.description("The rooms to join")
						.schema(schemas.array()));
		}
		describe(responses(operation), endpoint, handlerMethod, schemas);
		return operation;
	}

	private static void addParameter(Operation operation, Parameter parameter) {
		List<Parameter> present = operation.getParameters();
		if (present == null || present.stream().noneMatch((other) -> parameter.getName().equals(other.getName()))) {
			operation.addParametersItem(parameter);
		}
	}

	private static ApiResponses responses(Operation operation) {
		if (operation.getResponses() == null) {
			operation.setResponses(new ApiResponses());
		}
		return operation.getResponses();
	}

	private static void describe(ApiResponses responses, SseEndpoint endpoint, HandlerMethod method,
			EventSchemas schemas) {
		String code = responses.keySet().stream().filter((key) -> key.startsWith("2")).findFirst().orElse("200");
		if (!isDocumented(method.getMethod(), code)) {
			ApiResponse response = responses.computeIfAbsent(code, (key) -> new ApiResponse().description("OK"));
			Content content = (response.getContent() != null) ? response.getContent() : new Content();
			for (String accepted : endpoint.accept()) {
				content.remove(accepted);
			}
			response.setContent(content.addMediaType(MediaType.TEXT_EVENT_STREAM_VALUE,
					new io.swagger.v3.oas.models.media.MediaType().schema(stream(method, schemas))));
		}
		REFUSALS.forEach((status, description) -> responses.computeIfAbsent(status,
				(key) -> new ApiResponse().description(description)
					.content(new Content().addMediaType(MediaType.APPLICATION_PROBLEM_JSON_VALUE,
							new io.swagger.v3.oas.models.media.MediaType().schema(schemas.problem())))));
	}

	private static boolean isDocumented(Method method, String code) {
		return AnnotatedElementUtils
			.findMergedRepeatableAnnotations(method, io.swagger.v3.oas.annotations.responses.ApiResponse.class)
			.stream()
			.anyMatch((response) -> response.responseCode().equals(code) && response.content().length > 0);
	}

	private static Schema<?> stream(HandlerMethod handlerMethod, EventSchemas schemas) {
		Method method = handlerMethod.getMethod();
		Class<?> beanType = ClassUtils.getUserClass(handlerMethod.getBeanType());
		ResolvableType element = EndpointElements.find(method, beanType);
		List<Schema<?>> events = new ArrayList<>();
		Set<SseEventType> declared = AnnotatedElementUtils.findMergedRepeatableAnnotations(method, SseEventType.class);
		for (SseEventType event : declared) {
			Schema<?> schema = schemas.event(event.name(), event.data());
			if (!event.description().isEmpty()) {
				schema.setDescription(event.description());
			}
			events.add(schema);
		}
		if (declared.isEmpty()) {
			events.add((element != null) ? element(element, schemas) : schemas.event(null, null));
		}
		// An SseStream may have a format that has none of these
		if (element == null || EndpointElements.isPlain(method, beanType)) {
			events.addAll(schemas.ofStream(element != null));
		}
		return schemas.anyOf(events);
	}

	private static Schema<?> element(ResolvableType element, EventSchemas schemas) {
		Class<?> resolved = element.resolve(Object.class);
		if (resolved == ServerSentEvent.class) {
			return schemas.event(null, dataType(element.getGeneric(0)));
		}
		return schemas.event(OPEN_TYPES.contains(resolved) ? null : "", dataType(element));
	}

	private static @Nullable Type dataType(ResolvableType type) {
		Class<?> resolved = type.resolve(Object.class);
		if (OPEN_TYPES.contains(resolved)) {
			return null;
		}
		return (type.getType() instanceof TypeVariable<?> || type.getType() instanceof WildcardType) ? resolved
				: type.getType();
	}

}
