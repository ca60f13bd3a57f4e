package dev.gatehouse.auth;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aot.AotDetector;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.ApplicationContextFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.SpringProperties;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;
import org.springframework.util.ClassUtils;

/**
 * Starts with the parts that the build has chosen (Spring's ahead-of-time processing), as long as no setting could choose
 * others: that saves a third of the start. The build has asked every condition with the settings of the program itself;
 * whoever makes a setting that a condition may ask for gets the start that asks them again.
 */
final class PreparedStart implements ApplicationListener<ApplicationEnvironmentPreparedEvent> {

    /** Settings below these names choose parts, but for those below the next. */
    private static final List<ConfigurationPropertyName> CHOOSING = names("spring", "server", "management");

    /** Settings below these names are read by the parts, never by what chooses them. */
    static final List<ConfigurationPropertyName> FREE = names(
            "server.address",
            "server.port",
            "server.servlet.session",
            "server.shutdown",
            "server.ssl",
            "server.tomcat",
            "spring.application.json",
            "spring.application.name",
            "spring.application.pid",
            "spring.application.version",
            "spring.config",
            "spring.datasource.hikari",
            "spring.datasource.password",
            "spring.datasource.url",
            "spring.datasource.username",
            "spring.lifecycle",
            "spring.main.banner-mode",
            "spring.main.log-startup-info",
            "spring.output.ansi",
            "spring.profiles",
            "spring.security.oauth2.authorizationserver",
            "spring.session.timeout",
            "spring.ssl.bundle");

    /** Its one condition asks for another value. */
    private static final ConfigurationPropertyName FORWARDED =
            ConfigurationPropertyName.of("server.forward-headers-strategy");

    private static final String PREPARED = AuthServerApplication.class.getName() + "__ApplicationContextInitializer";

    private static final Logger LOG = LoggerFactory.getLogger(PreparedStart.class);

    static void prepare(SpringApplication application) {
        application.addListeners(new PreparedStart());
        application.setApplicationContextFactory(type ->
                AotDetector.useGeneratedArtifacts() ? prepared() : ApplicationContextFactory.DEFAULT.create(type));
    }

    /** All parts are known from the beginning, so that what was found among them can be remembered from then on. */
    private static ConfigurableApplicationContext prepared() {
        var context = new ServletWebServerApplicationContext(new NarrowedLookups());
        context.addBeanFactoryPostProcessor(ConfigurableListableBeanFactory::freezeConfiguration);
        return context;
    }

    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
        if (SpringProperties.getProperty(AotDetector.AOT_ENABLED) != null || !ClassUtils.isPresent(PREPARED, null)) {
            return;
        }
        var choosing = choosing(event.getEnvironment());
        if (choosing.isEmpty()) {
            SpringProperties.setFlag(AotDetector.AOT_ENABLED);
        } else {
            LOG.info("Parts are chosen anew, which takes longer, since these are set: {}", choosing);
        }
    }

    /** Returns the settings from outside the program that a condition may ask for, without their values. */
    static List<String> choosing(ConfigurableEnvironment environment) {
        return StreamSupport.stream(
                        ConfigurationPropertySources.get(environment).spliterator(), false)
                .filter(Predicate.not(PreparedStart::isOwn))
                .flatMap(PreparedStart::names)
                .filter(name -> isBelow(CHOOSING, name) && !isFree(environment, name))
                .map(ConfigurationPropertyName::toString)
                .distinct()
                .sorted()
                .toList();
    }

    private static boolean isFree(ConfigurableEnvironment environment, ConfigurationPropertyName name) {
        return isBelow(FREE, name)
                || name.equals(FORWARDED) && "native".equalsIgnoreCase(environment.getProperty(FORWARDED.toString()));
    }

    /** The file that the program brings with it: with it, the build has chosen. */
    private static boolean isOwn(ConfigurationPropertySource source) {
        return source.getUnderlyingSource() instanceof PropertySource<?> underlying
                && underlying.getName().contains("class path resource [application.yml]");
    }

    private static Stream<ConfigurationPropertyName> names(ConfigurationPropertySource source) {
        return source instanceof IterableConfigurationPropertySource all ? all.stream() : Stream.empty();
    }

    static boolean isBelow(List<ConfigurationPropertyName> above, ConfigurationPropertyName name) {
        return above.stream().anyMatch(each -> each.equals(name) || each.isAncestorOf(name));
    }

    private static List<ConfigurationPropertyName> names(String... names) {
        return Stream.of(names).map(ConfigurationPropertyName::of).toList();
    }
}
