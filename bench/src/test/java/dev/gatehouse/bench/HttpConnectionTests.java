package dev.gatehouse.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.gatehouse.bench.StubServer.Reply;
import org.junit.jupiter.api.Test;

class HttpConnectionTests {

    @Test
    void whatIsNotAnsweredIsAFailureAndIsNotSentAgain() throws Exception {
        try (var server = new StubServer(request -> request == 2 ? Reply.END : Reply.ANSWER);
                var connection = new HttpConnection(server.address())) {
            connection.post("/", "a=b");

            assertThatIOException().isThrownBy(() -> connection.post("/", "a=b"));
            assertThat(server.requests()).isEqualTo(2);
            assertThat(connection.endings()).isZero();
            assertThat(connection.post("/", "a=b").status()).isEqualTo(200);
        }
    }

    @Test
    void connectionThatEndedBeforeARequestIsReplacedAndCounted() throws Exception {
        try (var server = new StubServer(_ -> Reply.ANSWER_AND_END);
                var connection = new HttpConnection(server.address())) {
            connection.post("/", "a=b");
            Thread.sleep(1200);

            assertThat(connection.post("/", "a=b").status()).isEqualTo(200);
            assertThat(server.requests()).isEqualTo(2);
            assertThat(connection.endings()).isOne();
        }
    }

    @Test
    void connectionWhoseEndWasAnnouncedIsReplacedAndCounted() throws Exception {
        try (var server = new StubServer(_ -> Reply.ANSWER_AND_END_AS_ANNOUNCED);
                var connection = new HttpConnection(server.address())) {
            connection.get("/");

            assertThat(connection.endings()).isOne();
            assertThat(connection.get("/").status()).isEqualTo(200);
        }
    }

    @Test
    void connectionThatIsOnlyIdleStays() throws Exception {
        try (var server = new StubServer(_ -> {
                    Thread.sleep(50);
                    return Reply.ANSWER;
                });
                var connection = new HttpConnection(server.address())) {
            assertThat(connection.get("/").status()).isEqualTo(200);
            Thread.sleep(1200);

            assertThat(connection.get("/").status()).isEqualTo(200);
            assertThat(connection.endings()).isZero();
        }
    }
}
