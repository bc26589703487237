// The time of the server under test, which other tests put forward: proofs and assertions are made by it. First import.

const ahead = Number(process.env.CLOCK_AHEAD ?? 0);
const RealDate = Date;

globalThis.Date = class extends RealDate {
  constructor(...parts) {
    super(...(parts.length ? parts : [RealDate.now() + ahead]));
  }

  static now() {
    return RealDate.now() + ahead;
  }
};
