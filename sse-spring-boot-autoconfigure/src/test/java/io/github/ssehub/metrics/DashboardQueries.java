package io.github.ssehub.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a Grafana dashboard asks Prometheus for: metrics, and of each of them labels.
 */
public final class DashboardQueries {

	private static final Path DASHBOARD = Path.of("..", "docs", "grafana-dashboard.json");

	// Prometheus adds these to what it scrapes
	private static final Set<String> TARGET_LABELS = Set.of("job", "instance");

	private static final Pattern VARIABLE_QUERY = Pattern.compile("label_values\\((.*), *(\\w+)\\)");

	private static final Pattern STRING = Pattern.compile("\"[^\"]*\"");

	private static final Pattern GROUPING = Pattern.compile("\\b(?:by|without|on|ignoring) *\\(([^)]*)\\)");

	private static final Pattern SELECTOR = Pattern
		.compile("([a-zA-Z_:][\\w:]*) *(?:\\{([^}]*)})?(?: *\\[[^\\]]*])?(?! *\\(|[\\w:])");

	private static final Pattern LABEL = Pattern.compile("(\\w+) *(?:=~|!~|!=|=)");

	private static final Pattern LEGEND = Pattern.compile("\\{\\{ *(\\w+) *}}");

	private final Map<String, Set<String>> metrics = new LinkedHashMap<>();

	/**
	 * Read the dashboard of the documentation.
	 * @return what it asks for
	 * @throws IOException if it cannot be read
	 */
	public static DashboardQueries read() throws IOException {
		DashboardQueries result = new DashboardQueries();
		JsonNode root = new JsonMapper().readTree(Files.readString(DASHBOARD));
		for (JsonNode panel : root.get("panels")) {
			for (JsonNode target : panel.get("targets")) {
				result.add(target.get("expr").asString(), labels(LEGEND, target.get("legendFormat").asString()));
			}
		}
		for (JsonNode variable : root.get("templating").get("list")) {
			Matcher matcher = VARIABLE_QUERY.matcher(variable.path("definition").asString(""));
			if (matcher.matches()) {
				result.add(matcher.group(1), List.of(matcher.group(2)));
			}
		}
		return result;
	}

	private void add(String expression, List<String> legend) {
		String query = STRING.matcher(expression).replaceAll("\"\"");
		List<String> shared = new ArrayList<>(legend);
		Matcher groupings = GROUPING.matcher(query);
		while (groupings.find()) {
			shared.addAll(List.of(groupings.group(1).trim().split(" *, *")));
		}
		Matcher selectors = SELECTOR.matcher(GROUPING.matcher(query).replaceAll(""));
		int before = this.metrics.size();
		while (selectors.find()) {
			Set<String> labels = this.metrics.computeIfAbsent(selectors.group(1), (name) -> new LinkedHashSet<>());
			labels.addAll(shared);
			labels.addAll(labels(LABEL, (selectors.group(2) != null) ? selectors.group(2) : ""));
			labels.removeAll(TARGET_LABELS);
		}
		if (this.metrics.size() < before) {
			throw new IllegalStateException("No metric in " + expression);
		}
	}

	private static List<String> labels(Pattern pattern, String text) {
		return pattern.matcher(text).results().map((result) -> result.group(1)).toList();
	}

	/**
	 * Assert that a scrape has all that is asked for, and that all of its event streams
	 * is asked for.
	 * @param scrape what Prometheus is answered with
	 * @param wanted which metrics are to be there
	 */
	public void assertAnsweredBy(String scrape, Predicate<String> wanted) {
		Map<String, Set<String>> scraped = scraped(scrape);
		this.metrics.forEach((metric, labels) -> {
			if (wanted.test(metric)) {
				assertThat(scraped).containsKey(metric);
				assertThat(scraped.get(metric)).as(metric).containsAll(labels);
			}
		});
		assertThat(this.metrics.keySet())
			.containsAll(scraped.keySet().stream().filter((name) -> name.startsWith("sse_")).toList());
	}

	private static Map<String, Set<String>> scraped(String scrape) {
		Map<String, Set<String>> result = new LinkedHashMap<>();
		scrape.lines().filter((line) -> !line.startsWith("#") && !line.isBlank()).forEach((line) -> {
			int end = line.indexOf('{');
			String name = line.substring(0, (end >= 0) ? end : line.indexOf(' '));
			Set<String> labels = result.computeIfAbsent(name, (key) -> new LinkedHashSet<>());
			if (end >= 0) {
				labels.addAll(labels(LABEL, STRING.matcher(line.substring(end)).replaceAll("\"\"")));
			}
		});
		return result;
	}

}
