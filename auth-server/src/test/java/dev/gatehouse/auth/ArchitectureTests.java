package dev.gatehouse.auth;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.data.repository.Repository;
import org.springframework.modulith.core.ApplicationModules;
import org.springframework.modulith.docs.Documenter;
import org.springframework.transaction.annotation.Transactional;

/** The plan of the house: docs/design.md. */
@AnalyzeClasses(
        packagesOf = AuthServerApplication.class,
        importOptions = {DoNotIncludeTests.class, ArchitectureTests.DoNotIncludePreparedStart.class})
class ArchitectureTests {

    @ArchTest
    static final ArchRule roomsFormNoCircle =
            slices().matching("dev.gatehouse.auth.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule repositoriesStayInTheirRoom =
            classes().that().areAssignableTo(Repository.class).should().bePackagePrivate();

    @ArchTest
    static final ArchRule settingsAreRecords = classes()
            .that()
            .areAnnotatedWith(ConfigurationProperties.class)
            .should()
            .beRecords();

    @ArchTest
    static final ArchRule timeComesFromAClock = noClasses().should().callMethod(Instant.class, "now");

    /** Nothing looks for it: see {@link Transactions}. */
    @ArchTest
    static final ArchRule transactionsAreOpenedByATemplate =
            noClasses().should().dependOnClassesThat().areAssignableTo(Transactional.class);

    @ArchTest
    static final ArchRule auditKnowsNobody = noClasses()
            .that()
            .resideInAPackage("..auth.audit..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "..auth.client..",
                    "..auth.grant..",
                    "..auth.token..",
                    "..auth.key..",
                    "..auth.account..",
                    "..auth.signin..",
                    "..auth.session..",
                    "..auth.protocol..");

    /** What an earlier build has made of the classes for {@link PreparedStart}. */
    static class DoNotIncludePreparedStart implements ImportOption {

        @Override
        public boolean includes(Location location) {
            return !location.contains("__") && !location.contains("$$");
        }
    }

    @Test
    void modulesKeepTheirPromises() {
        var modules = ApplicationModules.of(AuthServerApplication.class).verify();
        new Documenter(modules).writeModulesAsPlantUml();
    }
}
