package dev.gatehouse.resource;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;
import org.springframework.boot.context.properties.ConfigurationProperties;

@AnalyzeClasses(packagesOf = ResourceServerApplication.class, importOptions = DoNotIncludeTests.class)
class ArchitectureTests {

    @ArchTest
    static final ArchRule securityCanBeCopiedAlone = noClasses()
            .that()
            .resideInAPackage("..security..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "..note..",
                    "..problem..",
                    "dev.gatehouse.server..",
                    "dev.gatehouse.platform..",
                    "dev.gatehouse.auth..");

    @ArchTest
    static final ArchRule settingsAreRecords = classes()
            .that()
            .areAnnotatedWith(ConfigurationProperties.class)
            .should()
            .beRecords();

    @ArchTest
    static final ArchRule timeComesFromAClock = noClasses().should().callMethod(Instant.class, "now");
}
