package io.github.ssehub.docs;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;

import javax.xml.parsers.DocumentBuilderFactory;

import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Dependencies are modules of ours in the version that is built, or what our poms have,
 * too.
 */
final class XmlCheck implements BlockCheck {

	private static final String GROUP = "io.github.ssehub";

	private final ProjectFiles project;

	XmlCheck(ProjectFiles project) {
		this.project = project;
	}

	@Override
	public void check(DocumentBlock block) throws Exception {
		Element root = DocumentBuilderFactory.newDefaultInstance()
			.newDocumentBuilder()
			.parse(new InputSource(new StringReader("<block>" + block.code() + "</block>")))
			.getDocumentElement();
		List<Element> dependencies = elements(root, "dependency");
		assertThat(dependencies).as("Dependencies, and nothing else that is known").isNotEmpty();
		assertThat(children(root)).allMatch((name) -> name.matches("dependency|dependencyManagement"));
		dependencies.forEach(this::checkDependency);
	}

	private void checkDependency(Element dependency) {
		assertThat(children(dependency)).isSubsetOf("groupId", "artifactId", "version", "type", "classifier", "scope");
		String artifact = text(dependency, "artifactId");
		if (!text(dependency, "groupId").equals(GROUP)) {
			assertThat(this.project.hasArtifact(artifact)).as("%s is in a pom", artifact).isTrue();
			return;
		}
		assertThat(this.project.isModule(artifact)).as("%s is a module", artifact).isTrue();
		String pom = this.project.pom(artifact);
		assertThat(pom).as("%s is published", artifact).doesNotContain("<maven.deploy.skip>true");
		assertThat(text(dependency, "version")).isIn(this.project.version(), "${sse.version}");
		if (!text(dependency, "classifier").isEmpty()) {
			assertThat(text(dependency, "classifier")).isEqualTo("tests");
			assertThat(pom).contains("<goal>test-jar</goal>");
		}
		boolean isPom = pom.contains("<packaging>pom</packaging>");
		assertThat(text(dependency, "type")).isEqualTo(isPom ? "pom" : "");
		assertThat(text(dependency, "scope")).isIn(isPom ? List.of("import") : List.of("", "test"));
	}

	private static List<Element> elements(Element parent, String name) {
		NodeList nodes = parent.getElementsByTagName(name);
		List<Element> elements = new ArrayList<>();
		for (int i = 0; i < nodes.getLength(); i++) {
			elements.add((Element) nodes.item(i));
		}
		return elements;
	}

	private static List<String> children(Element parent) {
		List<String> names = new ArrayList<>();
		for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
			if (node instanceof Element) {
				names.add(node.getNodeName());
			}
		}
		return names;
	}

	private static String text(Element parent, String name) {
		List<Element> elements = elements(parent, name);
		return elements.isEmpty() ? "" : elements.get(0).getTextContent().strip();
	}

}
