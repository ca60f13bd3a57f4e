package dev.gatehouse.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.core.type.classreading.CachingMetadataReaderFactory;

/** The parts that the build has chosen are used only while no setting could choose others. */
class PreparedStartTests {

    @Test
    void choosingWhenOnlyTheProgramsOwnSettingsThenNone() throws IOException {
        assertThat(PreparedStart.choosing(environment(Map.of()))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GATEHOUSE_ENCRYPTION_KEY=k",
                "SPRING_DATASOURCE_URL=jdbc:postgresql://db/auth",
                "SPRING_SECURITY_OAUTH2_AUTHORIZATIONSERVER_CLIENT_WEBCLIENT_REGISTRATION_CLIENTSECRET=s",
                "SERVER_PORT=9001",
                "SPRING_APPLICATION_JSON={}",
                "SERVER_FORWARDHEADERSSTRATEGY=native",
                "LOGGING_LEVEL_ROOT=debug",
                "SPRINGFIELD=far away"
            })
    void choosingWhenASettingIsReadByAPartThenNone(String variable) throws IOException {
        assertThat(PreparedStart.choosing(environment(variable(variable)))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SPRING_MAIL_HOST=mail.example.org",
                "SERVER_FORWARDHEADERSSTRATEGY=framework",
                "MANAGEMENT_ENDPOINTS_WEB_EXPOSURE_INCLUDE=metrics",
                "SPRING_FLYWAY_ENABLED=false",
                "SPRING_THREADS_VIRTUAL_ENABLED=false"
            })
    void choosingWhenAConditionMayAskForItThenNamedWithoutItsValue(String variable) throws IOException {
        var parts = variable.split("=", 2);

        assertThat(PreparedStart.choosing(environment(variable(variable))))
                .singleElement()
                .isEqualTo(ConfigurationPropertyName.adapt(parts[0].replace('_', '.'), '.')
                        .toString());
    }

    /** Also what a later Spring Boot asks for. */
    @Test
    void freeNamesWhenComparedWithAllConditionsThenAskedForByNone() throws IOException {
        var asked = askedByConditions();

        assertThat(asked).contains("spring.mail.host", "spring.flyway.enabled");
        assertThat(asked)
                .noneMatch(name -> PreparedStart.isBelow(PreparedStart.FREE, ConfigurationPropertyName.of(name)));
        assertThat(asked).noneMatch(name -> name.startsWith("gatehouse."));
    }

    private static StandardEnvironment environment(Map<String, Object> variables) throws IOException {
        var environment = new StandardEnvironment();
        var sources = environment.getPropertySources();
        Set.copyOf(sources.stream().toList()).forEach(each -> sources.remove(each.getName()));
        sources.addLast(new SystemEnvironmentPropertySource(
                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables));
        addOwn(sources);
        sources.addLast(new MapPropertySource("applicationInfo", Map.of("spring.application.pid", 1)));
        ConfigurationPropertySources.attach(environment);
        return environment;
    }

    private static void addOwn(MutablePropertySources sources) throws IOException {
        var file = new ClassPathResource("application.yml");
        new YamlPropertySourceLoader()
                .load("Config resource '" + file.getDescription() + "' via location 'optional:classpath:/'", file)
                .forEach(sources::addLast);
    }

    private static Map<String, Object> variable(String text) {
        var parts = text.split("=", 2);
        return new LinkedHashMap<>(Map.of(parts[0], parts[1]));
    }

    private static Set<String> askedByConditions() throws IOException {
        var classes = new CachingMetadataReaderFactory();
        var resources = new PathMatchingResourcePatternResolver();
        var names = new TreeSet<String>();
        for (var where : new String[] {"org/springframework/boot", "dev/gatehouse"}) {
            for (var resource : resources.getResources("classpath*:" + where + "/**/*.class")) {
                var type = classes.getMetadataReader(resource).getAnnotationMetadata();
                Stream.concat(
                                Stream.of(type.getAnnotations()),
                                type.getDeclaredMethods().stream().map(method -> method.getAnnotations()))
                        .flatMap(PreparedStartTests::names)
                        .forEach(names::add);
            }
        }
        return names;
    }

    private static Stream<String> names(MergedAnnotations annotations) {
        return Stream.concat(
                        annotations.stream(ConditionalOnProperty.class),
                        annotations.stream(ConditionalOnBooleanProperty.class))
                .flatMap(PreparedStartTests::names);
    }

    private static Stream<String> names(MergedAnnotation<?> condition) {
        var prefix = condition.getString("prefix");
        return Stream.of(condition.getStringArray("name"), condition.getStringArray("value"))
                .flatMap(Stream::of)
                .map(name -> prefix.isEmpty() ? name : prefix + (prefix.endsWith(".") ? "" : ".") + name);
    }
}
