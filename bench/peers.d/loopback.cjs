// Comunica has no option for the address that it listens on; this keeps it on this machine.
const { Server } = require("node:net");

const listen = Server.prototype.listen;
Server.prototype.listen = function (port, ...rest) {
  return typeof port === "object"
    ? listen.call(this, { ...port, host: "127.0.0.1" }, ...rest)
    : listen.call(this, port, "127.0.0.1", ...rest.filter((one) => typeof one === "function"));
};
