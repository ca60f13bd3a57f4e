package dev.gatehouse.platform.session;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.session.jdbc.autoconfigure.JdbcSessionAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.Session;
import org.springframework.session.jdbc.JdbcIndexedSessionRepository;

/** Puts {@link QuietSessions} between the storage and everybody who uses sessions. */
@AutoConfiguration(after = JdbcSessionAutoConfiguration.class)
class QuietSessionStorage {

    @Bean
    @Primary
    FindByIndexNameSessionRepository<?> quietSessions(JdbcIndexedSessionRepository sessions) {
        return quiet(sessions);
    }

    private static <S extends Session> QuietSessions<S> quiet(FindByIndexNameSessionRepository<S> sessions) {
        return new QuietSessions<>(sessions);
    }
}
