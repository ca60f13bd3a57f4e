package dev.gatehouse.auth.session;

import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.core.session.SessionInformation;
import org.springframework.security.core.session.SessionRegistry;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.Session;
import org.springframework.session.security.SpringSessionBackedSessionRegistry;

/** Shows Spring Security the sessions of all nodes. */
@Configuration(proxyBeanMethods = false)
class BrowserSessions {

    @Bean
    <S extends Session> SessionRegistry sessionRegistry(FindByIndexNameSessionRepository<S> sessions) {
        return new SpringSessionBackedSessionRegistry<>(sessions) {
            /**
             * Spring's engine asks at every authorization request whether the session in hand has to be registered. None
             * has to: the session storage is the registry, and reading the session twice would tell no more.
             */
            @Override
            public SessionInformation getSessionInformation(String sessionId) {
                return new SessionInformation(sessionId, sessionId, Date.from(Instant.EPOCH));
            }

            /** Spring's engine would look for one whose key makes the sid of an ID token; ClientLogout does that itself. */
            @Override
            public List<SessionInformation> getAllSessions(Object principal, boolean includeExpired) {
                return List.of();
            }
        };
    }
}
