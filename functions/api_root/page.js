SwaggerUIBundle({
  url: "/v1/openapi.json",
  dom_id: "#documentation",
  deepLinking: true,
  filter: true,
  defaultModelsExpandDepth: 0,
  tryItOutEnabled: true,
  validatorUrl: null, // the one thing that would be asked of another host
});
