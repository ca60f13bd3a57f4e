package dev.gatehouse.platform.session;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.gatehouse.platform.page.PublicAddress;
import dev.gatehouse.platform.seal.BrokenSeal;
import dev.gatehouse.platform.seal.EncryptionKey;
import dev.gatehouse.platform.seal.Seal;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanClassLoaderAware;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.session.autoconfigure.SessionAutoConfiguration;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.core.convert.converter.GenericConverter;
import org.springframework.core.convert.support.GenericConversionService;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.jackson.SecurityJacksonModules;
import org.springframework.session.config.SessionRepositoryCustomizer;
import org.springframework.session.jdbc.JdbcIndexedSessionRepository;
import org.springframework.session.web.http.CookieSerializer;
import org.springframework.session.web.http.DefaultCookieSerializer;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionOperations;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.BasicPolymorphicTypeValidator;

/**
 * Session attributes as JSON of Spring Security's allow-listed types, sealed; session ids in cookies that only this
 * system can make. No Java serialisation.
 */
@AutoConfiguration(before = SessionAutoConfiguration.class)
@EnableConfigurationProperties(EncryptionKey.class)
class SessionStorage implements BeanClassLoaderAware {

    /** Two requests of one session may set the same attribute at the same moment, and either may end the session. */
    private static final String SET_ATTRIBUTE = """
            insert into spring_session_attributes (session_primary_id, attribute_name, attribute_bytes)
            select session, name, value from changed
            where exists (select from spring_session where primary_id = session for key share)
            on conflict (session_primary_id, attribute_name) do update set attribute_bytes = excluded.attribute_bytes""";

    private static final String ADDED = """
            with changed (session, name, value) as (
                values (cast(? as char(36)), cast(? as text), cast(? as bytea))
            )
            """;
    private static final String CHANGED = """
            with changed (value, session, name) as (
                values (cast(? as bytea), cast(? as char(36)), cast(? as text))
            )
            """;

    private static final byte[] PLACE = "session attribute".getBytes(StandardCharsets.UTF_8);

    private ClassLoader classLoader = SessionStorage.class.getClassLoader();

    @Override
    public void setBeanClassLoader(ClassLoader classLoader) {
        this.classLoader = classLoader;
    }

    @Bean
    ConversionService springSessionConversionService(EncryptionKey key) {
        // The issuer of an ID token, which Spring keeps as a URL.
        var allowed = BasicPolymorphicTypeValidator.builder().allowIfSubType(URL.class);
        var json = JsonMapper.builder()
                .addModules(SecurityJacksonModules.getModules(classLoader, allowed))
                .build();
        var seal = key.seal("session attributes");
        var conversions = new GenericConversionService();
        conversions.addConverter(Object.class, byte[].class, value -> seal.seal(json.writeValueAsBytes(value), PLACE));
        conversions.addConverter(new Opening(seal, json));
        return conversions;
    }

    /**
     * What was sealed under a key that is no longer given counts as not there: its visitor signs in again. Whoever is
     * signed in was read from the same bytes at the request before, nearly always, and is remembered by them.
     */
    private static final class Opening implements GenericConverter {

        private static final int REMEMBERED = 1_000;

        private final Seal seal;
        private final JsonMapper json;
        private final Cache<ByteBuffer, Authentication> signedIn =
                Caffeine.newBuilder().maximumSize(REMEMBERED).build();

        private Opening(Seal seal, JsonMapper json) {
            this.seal = seal;
            this.json = json;
        }

        @Override
        public Set<ConvertiblePair> getConvertibleTypes() {
            return Set.of(new ConvertiblePair(byte[].class, Object.class));
        }

        @Override
        public @Nullable Object convert(@Nullable Object stored, TypeDescriptor from, TypeDescriptor to) {
            return stored instanceof byte[] sealed ? opened(sealed) : null;
        }

        private @Nullable Object opened(byte[] sealed) {
            var name = ByteBuffer.wrap(sealed);
            var known = signedIn.getIfPresent(name);
            if (known != null) {
                return new SecurityContextImpl(known);
            }
            try {
                var read = json.readValue(seal.open(sealed, PLACE), Object.class);
                if (read instanceof SecurityContext context && context.getAuthentication() != null) {
                    signedIn.put(name, context.getAuthentication());
                }
                return read;
            } catch (BrokenSeal _) {
                return null;
            }
        }
    }

    @Bean
    SignedInSession signedInSession(@Value("${spring.session.timeout}") Duration timeout) {
        return new SignedInSession(timeout);
    }

    /** The name is the one that Spring Session looks for; for nobody else. */
    @Bean(defaultCandidate = false)
    TransactionOperations springSessionTransactionOperations(PlatformTransactionManager manager) {
        return QuietSessions.transactions(manager);
    }

    @Bean
    SessionRepositoryCustomizer<JdbcIndexedSessionRepository> sessionRules() {
        return sessions -> {
            sessions.setDefaultMaxInactiveInterval(SignedInSession.BEFORE_SIGN_IN);
            sessions.setCleanupCron(Scheduled.CRON_DISABLED);
            sessions.setCreateSessionAttributeQuery(ADDED + SET_ATTRIBUTE);
            sessions.setUpdateSessionAttributeQuery(CHANGED + SET_ATTRIBUTE);
        };
    }

    @Bean
    ExpiredSessions expiredSessions(JdbcClient jdbc, Clock clock) {
        return new ExpiredSessions(jdbc, clock);
    }

    /**
     * A cookie without the {@code Secure} attribute goes over plain HTTP, so it is only left out where the program is
     * told so ({@code server.servlet.session.cookie.secure=false}) or the request came in over plain HTTP to a program
     * that does not know better.
     */
    @Bean
    CookieSerializer cookieSerializer(
            ServerProperties server,
            EncryptionKey key,
            Environment environment,
            ObjectProvider<PublicAddress> publicAddress) {
        var settings = server.getServlet().getSession().getCookie();
        var serializer = new DefaultCookieSerializer();
        serializer.setCookieName(
                settings.getName() != null
                        ? settings.getName()
                        : environment.getRequiredProperty("spring.application.name") + "-session");
        serializer.setUseHttpOnlyCookie(true);
        serializer.setSameSite("Lax");
        serializer.setUseBase64Encoding(false);
        if (settings.getSecure() != null) {
            serializer.setUseSecureCookie(settings.getSecure());
        } else {
            publicAddress.stream().filter(PublicAddress::isSecure).forEach(_ -> serializer.setUseSecureCookie(true));
        }
        return new SignedCookieSerializer(serializer, key.authenticator("session cookie"));
    }
}
