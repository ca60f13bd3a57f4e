# One recipe for the three programs; docker-compose.yml says which: --build-arg PROGRAM=auth-server
# Needs nothing but Docker: Maven and the JDK are in the build stage, which all three share.
FROM maven:3-eclipse-temurin-25 AS build
WORKDIR /build
COPY . .
RUN mvn -B -q package -DskipTests -pl auth-server,resource-server,web-client -am
RUN for program in auth-server resource-server web-client; do \
      java -Djarmode=tools -jar "$program"/target/"$program"-*.jar extract --layers --destination "/layers/$program" \
        && mv "/layers/$program"/application/*.jar "/layers/$program/application/app.jar" || exit 1; \
    done

FROM eclipse-temurin:25-jre
ARG PROGRAM
ENV PROGRAM=$PROGRAM
RUN groupadd --system --gid 10001 gatehouse \
 && useradd --system --uid 10001 --gid gatehouse --home-dir /app --shell /usr/sbin/nologin gatehouse \
 && mkdir -p /app /cache \
 && chown gatehouse:gatehouse /cache
WORKDIR /app
# From what changes least to what changes most.
COPY --from=build /layers/$PROGRAM/dependencies/ ./
COPY --from=build /layers/$PROGRAM/snapshot-dependencies/ ./
COPY --from=build /layers/$PROGRAM/application/ ./
COPY docker/start.sh docker/is-ready.sh /docker/
USER 10001:10001
VOLUME /cache
ENTRYPOINT ["sh", "/docker/start.sh"]
HEALTHCHECK --interval=3s --timeout=3s --start-period=120s --retries=10 CMD ["bash", "/docker/is-ready.sh"]
