package dev.gatehouse.web.token;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.session.config.SessionRepositoryCustomizer;
import org.springframework.session.jdbc.JdbcIndexedSessionRepository;

/**
 * Lets a sign-in be finished while the issuer ends the one before it in the same session: Spring Session would change
 * what is no longer there, and nobody would be signed in.
 */
@Configuration(proxyBeanMethods = false)
class SessionChanges {

    @Bean
    SessionRepositoryCustomizer<JdbcIndexedSessionRepository> attributesThatMayBeGone() {
        return sessions -> sessions.setUpdateSessionAttributeQuery("""
                with changed (value, session, name) as (
                    values (cast(? as bytea), cast(? as char(36)), cast(? as text))
                )
                insert into spring_session_attributes (session_primary_id, attribute_name, attribute_bytes)
                select primary_id, name, value from changed join spring_session on primary_id = session
                on conflict (session_primary_id, attribute_name) do update set attribute_bytes = excluded.attribute_bytes""");
    }
}
