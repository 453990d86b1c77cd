package io.github.ssehub.test;

import java.util.Set;
import java.util.stream.Collectors;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import org.jspecify.annotations.NullMarked;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

@AnalyzeClasses(packages = "io.github.ssehub.test", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

	private static final String ROOT = "io.github.ssehub.test";

	private static final String CLIENT = ROOT + ".client..";

	@ArchTest
	void shouldHaveNoCycleOfPackages(JavaClasses classes) {
		slices().matching("(**)").should().beFreeOfCycles().check(classes);
	}

	// It would test the format of the hub with the format of the hub
	@ArchTest
	void shouldHaveAClientThatKnowsNoHub(JavaClasses classes) {
		classes().that()
			.resideInAPackage(CLIENT)
			.should()
			.onlyDependOnClassesThat()
			.resideInAnyPackage(CLIENT, "java..", "jakarta.servlet..", "org.springframework..", "org.assertj..",
					"org.jspecify..", "tools.jackson..")
			.check(classes);
	}

	@ArchTest
	void shouldUseOptionalLibrariesInOnePlaceEach(JavaClasses classes) {
		noClasses().that()
			.haveNameNotMatching(".*AfterCommitRecorder.*")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("org.springframework.transaction..")
			.check(classes);
		noClasses().that()
			.resideOutsideOfPackage(CLIENT)
			.and()
			.resideOutsideOfPackage(ROOT + ".autoconfigure..")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("tools.jackson..")
			.check(classes);
	}

	@ArchTest
	void shouldBeNullMarkedInEveryPackage(JavaClasses classes) {
		Set<JavaPackage> packages = classes.stream().map(JavaClass::getPackage).collect(Collectors.toSet());
		assertThat(packages).hasSize(4)
			.allSatisfy(
					(javaPackage) -> assertThat(javaPackage.isAnnotatedWith(NullMarked.class)).as(javaPackage.getName())
						.isTrue());
	}

}
