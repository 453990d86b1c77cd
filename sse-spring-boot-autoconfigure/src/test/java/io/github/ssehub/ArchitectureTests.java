package io.github.ssehub;

import java.util.Set;
import java.util.stream.Collectors;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.library.Architectures;
import org.jspecify.annotations.NullMarked;
import org.springframework.boot.autoconfigure.AutoConfiguration;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

@AnalyzeClasses(packages = "io.github.ssehub", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

	private static final String ROOT = "io.github.ssehub";

	private static final String AUTOCONFIGURE = ROOT + ".autoconfigure..";

	private static final String ACTUATE = ROOT + ".actuate..";

	private static final String SECURITY = ROOT + ".security..";

	private static final String METRICS = ROOT + ".metrics..";

	private static final String OPENAPI = ROOT + ".openapi..";

	private static final String DELIVERY = ROOT + ".delivery..";

	private static final String WEB = ROOT + ".web..";

	@ArchTest
	void shouldHaveNoCycleOfPackages(JavaClasses classes) {
		slices().matching("(**)").should().beFreeOfCycles().check(classes);
	}

	@ArchTest
	void shouldHaveAnApiThatDependsOnNoOtherPackage(JavaClasses classes) {
		noClasses().that()
			.resideInAPackage(ROOT)
			.should()
			.dependOnClassesThat()
			.resideInAPackage(ROOT + ".*..")
			.check(classes);
	}

	@ArchTest
	void shouldDependDownwardsOnly(JavaClasses classes) {
		Architectures.layeredArchitecture()
			.consideringOnlyDependenciesInLayers()
			.withOptionalLayers(true)
			.layer("wire")
			.definedBy(ROOT + ".wire..")
			.layer("log")
			.definedBy(ROOT + ".log..")
			.layer("delivery")
			.definedBy(DELIVERY)
			.layer("hub")
			.definedBy(ROOT + ".hub..")
			.layer("source")
			.definedBy(ROOT + ".source..")
			.layer("web")
			.definedBy(WEB)
			.layer("presence")
			.definedBy(ROOT + ".presence..")
			.layer("integrations")
			.definedBy(METRICS, ACTUATE, SECURITY, ROOT + ".jpa..", OPENAPI, ROOT + ".redis..")
			.layer("autoconfigure")
			.definedBy(AUTOCONFIGURE)
			.whereLayer("autoconfigure")
			.mayNotBeAccessedByAnyLayer()
			.whereLayer("integrations")
			.mayOnlyBeAccessedByLayers("autoconfigure")
			.whereLayer("web")
			.mayOnlyBeAccessedByLayers("integrations", "autoconfigure")
			.whereLayer("source")
			.mayOnlyBeAccessedByLayers("web", "integrations", "autoconfigure")
			.whereLayer("presence")
			.mayOnlyBeAccessedByLayers("integrations", "autoconfigure")
			.whereLayer("hub")
			.mayOnlyBeAccessedByLayers("presence", "source", "web", "integrations", "autoconfigure")
			.whereLayer("delivery")
			.mayOnlyBeAccessedByLayers("log", "hub", "presence", "source", "web", "integrations", "autoconfigure")
			.whereLayer("log")
			.mayOnlyBeAccessedByLayers("delivery", "hub", "source", "web", "integrations", "autoconfigure")
			.check(classes);
	}

	@ArchTest
	void shouldUseServletTypesOnlyAtTheEdge(JavaClasses classes) {
		noClasses().that()
			.resideOutsideOfPackages(WEB, DELIVERY, METRICS, SECURITY, AUTOCONFIGURE)
			.and()
			.doNotHaveFullyQualifiedName(SseServerResponse.class.getName())
			.should()
			.dependOnClassesThat()
			.resideInAPackage("jakarta.servlet..")
			.check(classes);
	}

	// A node without a web server publishes, too
	@ArchTest
	void shouldUseSpringMvcTypesOnlyAtTheEdgeAndToOpenStreams(JavaClasses classes) {
		noClasses().that()
			.resideOutsideOfPackages(WEB, OPENAPI, AUTOCONFIGURE)
			.and()
			.doNotHaveFullyQualifiedName(SseHub.class.getName())
			.and()
			.doNotHaveFullyQualifiedName(SseServerResponse.class.getName())
			.and(DescribedPredicate.not(JavaClass.Predicates.assignableTo(SseHub.class)))
			.and()
			.doNotHaveSimpleName("StreamOpener")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("org.springframework.web.servlet..")
			.check(classes);
	}

	// A component of a record can never be added without breaking who uses it
	@ArchTest
	void shouldHaveNoRecordsInTheApi(JavaClasses classes) {
		noClasses().that().resideInAPackage(ROOT).and().arePublic().should().beRecords().check(classes);
	}

	@ArchTest
	void shouldUseSpringBootOnlyToConfigure(JavaClasses classes) {
		noClasses().that()
			.resideOutsideOfPackages(AUTOCONFIGURE, ACTUATE)
			.should()
			.dependOnClassesThat()
			.resideInAPackage("org.springframework.boot..")
			.check(classes);
	}

	@ArchTest
	void shouldUseMicrometerOnlyForMetrics(JavaClasses classes) {
		noClasses().that()
			.resideOutsideOfPackages(METRICS, AUTOCONFIGURE, ACTUATE)
			.and()
			// Context propagation, which is no part of what is measured
			.doNotHaveSimpleName("MicrometerPart")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("io.micrometer..")
			.check(classes);
	}

	@ArchTest
	void shouldHavePublicFinalAutoConfigurations(JavaClasses classes) {
		classes().that()
			.areAnnotatedWith(AutoConfiguration.class)
			.should()
			.bePublic()
			.andShould()
			.haveModifier(JavaModifier.FINAL)
			.allowEmptyShould(true)
			.check(classes);
	}

	@ArchTest
	void shouldHaveAutoConfigurationsWithoutPublicMethods(JavaClasses classes) {
		methods().that()
			.areDeclaredInClassesThat()
			.areAnnotatedWith(AutoConfiguration.class)
			.should()
			.notBePublic()
			.allowEmptyShould(true)
			.check(classes);
	}

	@ArchTest
	void shouldBeNullMarkedInEveryPackage(JavaClasses classes) {
		Set<JavaPackage> packages = classes.stream().map(JavaClass::getPackage).collect(Collectors.toSet());
		assertThat(packages).isNotEmpty()
			.allSatisfy(
					(javaPackage) -> assertThat(javaPackage.isAnnotatedWith(NullMarked.class)).as(javaPackage.getName())
						.isTrue());
	}

}
