// The page of /docs: Swagger UI on this node's own description, and a login that hands its token to every call tried below.
// The token lives in this page's memory only: closing the page forgets it.
(() => {
  'use strict';

  const api = new URL('..', document.baseURI);
  const loginPath = new URL('v1/users/login', api).pathname;
  const uploadPath = new URL('v1/media', api).pathname;
  const element = id => document.getElementById(id);
  let token = null;

  const ui = SwaggerUIBundle({
    url: new URL('openapi.json', api).href,
    dom_id: '#swagger-ui',
    deepLinking: true,
    tryItOutEnabled: true,
    displayRequestDuration: true,
    defaultModelsExpandDepth: 0,
    validatorUrl: null,
    requestInterceptor: prepare,
    responseInterceptor: notice,
    onComplete: loaded,
  });

  function prepare(request) {
    // The node's answer to a wrong password belongs in the page, not in the browser's own login window.
    request.credentials = 'omit';

    // "Any type" means the type that the browser knows for the chosen file.
    if (request.method === 'POST' && pathOf(request.url) === uploadPath && request.headers['Content-Type'] === '*/*') {
      request.headers['Content-Type'] = request.body?.type || 'application/octet-stream';
    }

    return request;
  }

  function notice(response) {
    if (response.ok && pathOf(response.url) === loginPath) {
      logIn(JSON.parse(response.text), '');
    } else if (response.ok && pathOf(response.url) === uploadPath) {
      fillIn(JSON.parse(response.text).media[0].id);
    }

    return response;
  }

  // What was just uploaded is what one wants to fetch next.
  function fillIn(id) {
    for (const method of ['get', 'head', 'delete']) {
      ui.specActions.changeParam(['/v1/media/{id}', method], 'id', 'path', id);
    }
  }

  function loaded() {
    element('version').textContent = ui.specSelectors.info().get('version');
    offerToken();
  }

  function pathOf(url) {
    return new URL(url, api).pathname.replace(/\/$/, '');
  }

  function offerToken() {
    if (token) {
      ui.preauthorizeApiKey('Bearer', token);
    }
  }

  function logIn(reply, username) {
    const [user] = reply.users;
    token = user.token;
    offerToken();
    element('who').textContent = `Logged in${username && ` as ${username}`} until ${user.expires_after.slice(0, 16)} UTC`;
    show(true);
  }

  function show(loggedIn) {
    element('login').hidden = loggedIn;
    element('session').hidden = !loggedIn;
    say('');
  }

  function say(text) {
    element('status').textContent = text;
  }

  function basic(username, password) {
    const bytes = new TextEncoder().encode(`${username}:${password}`);
    return `Basic ${btoa(String.fromCharCode(...bytes))}`;
  }

  function call(path, headers, body) {
    return fetch(new URL(path, api), { method: 'POST', headers, body, credentials: 'omit' });
  }

  async function submit(event) {
    event.preventDefault();
    const username = element('username').value;
    const headers = { Authorization: basic(username, element('password').value) };
    const newPassword = element('new-password').value;
    if (newPassword) {
      headers['Content-Type'] = 'application/json';
    }

    const response = await call('v1/users/login', headers, newPassword ? JSON.stringify({ new_password: newPassword }) : undefined);
    const reply = await response.json();
    if (response.ok) {
      element('login').reset();
      element('fresh').hidden = true;
      logIn(reply, username);
      return;
    }

    const [error] = reply.errors;
    if (error.code === 1024) {
      element('fresh').hidden = false;
      element('new-password').focus();
      say('This password must be changed first: choose a new one and log in again.');
    } else {
      say([error.title, error.details].filter(Boolean).join(': '));
    }
  }

  async function logOut() {
    await call('v1/users/logout', { Authorization: `Bearer ${token}` });
    token = null;
    ui.authActions.logout(['Bearer']);
    show(false);
  }

  const orSay = act => event => act(event).catch(error => say(`The node did not answer as expected. ${error.message}`));
  element('login').addEventListener('submit', orSay(submit));
  element('logout').addEventListener('click', orSay(logOut));
  element('copy').addEventListener('click', orSay(async () => {
    await navigator.clipboard.writeText(token);
    say('The token is in the clipboard.');
  }));
})();
