package dev.gatehouse.auth.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import dev.gatehouse.auth.AuthServerTest;
import dev.gatehouse.auth.Parties;
import dev.gatehouse.auth.Rows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** A person learns by mail that a token of theirs was used twice; the mail server is a double. */
@AuthServerTest
class TheftNoticeTests {

    private static final GreenMail MAIL =
            new GreenMail(new ServerSetup(freePort(), "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

    @Autowired
    private Parties parties;

    @Autowired
    private Rows rows;

    @Autowired
    private JdbcClient jdbc;

    @DynamicPropertySource
    static void mailServer(DynamicPropertyRegistry settings) {
        MAIL.start();
        settings.add("spring.mail.host", () -> "127.0.0.1");
        settings.add("spring.mail.port", () -> MAIL.getSmtp().getPort());
    }

    @Test
    void replayIsToldOnceToWhomItConcerns() throws Exception {
        MAIL.purgeEmailFromAllMailboxes();
        var app = parties.confidential();
        var stolen = app.signIn(Parties.ADA, Parties.ADA_PASSWORD).text("refresh_token");
        app.refresh(app.refresh(stolen).text("refresh_token"));
        assertThat(app.refresh(stolen).status()).isEqualTo(400);
        assertThat(app.refresh(stolen).status()).isEqualTo(400);

        assertThat(MAIL.waitForIncomingEmail(10_000, 1)).isTrue();
        var message = MAIL.getReceivedMessages()[0];
        assertThat(message.getAllRecipients()[0].toString()).isEqualTo("ada@example.org");
        assertThat(message.getSubject()).isEqualTo("We signed you out of an app to protect your account");
        assertThat(GreenMailUtil.getBody(message))
                .contains("Hello Ada Lovelace")
                .contains("the app", "/applications")
                .doesNotContain(stolen)
                .doesNotContain("gh_rt_");
        await().atMost(Duration.ofSeconds(5)).until(() -> rows.count("outgoing_mail") == 0);
        assertThat(MAIL.getReceivedMessages()).hasSize(1);
    }

    @Test
    void replayWhenMailServerIsAwayThenTheMessageWaits() {
        MAIL.stop();
        var app = parties.publicApp();
        var stolen = app.signIn(Parties.ADA, Parties.ADA_PASSWORD).text("refresh_token");
        app.refresh(app.refresh(stolen).text("refresh_token"));
        assertThat(app.refresh(stolen).status()).isEqualTo(400);
        await().atMost(Duration.ofSeconds(8)).until(() -> rows.count("outgoing_mail where attempts = 1") == 1);

        MAIL.start();
        jdbc.sql("update outgoing_mail set next_attempt_at = now()").update();
        await().atMost(Duration.ofSeconds(8)).until(() -> rows.count("outgoing_mail") == 0);
    }

    /** It must be the same after a restart of the double. */
    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }
}
