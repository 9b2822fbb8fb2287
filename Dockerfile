# Servicekartan as one process. compose.yaml runs several behind nginx, with PostgreSQL.
FROM python:3.11-slim
RUN useradd --create-home --uid 1000 karta
WORKDIR /srv/servicekartan
COPY requirements.txt .
RUN pip install --no-cache-dir --require-hashes -r requirements.txt
COPY --chown=karta . .
RUN mkdir -p var && chown karta var
USER karta
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
EXPOSE 8501
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8501/api/health', timeout=4)"]
# Only the proxy in compose.yaml reaches this port, so its word on addresses is believed.
CMD ["uvicorn", "app:app", "--host", "0.0.0.0", "--port", "8501", "--no-access-log", \
    "--ws-max-size", "2000000", "--proxy-headers", "--forwarded-allow-ips", "*", \
    "--timeout-graceful-shutdown", "20", "--limit-concurrency", "2000"]
