import { expect, it } from 'vitest';
import { isLoopback, loopbackAddress } from './addresses.js';

it('gives each client an address of its own, none of them the network, the broadcast or a server address', () => {
  const addresses = Array.from({ length: 70_000 }, (_, index) => loopbackAddress(index));
  expect(new Set(addresses).size).toBe(addresses.length);
  const isGood = (address: string): boolean => {
    const [net, second = 0, third = 256, last = 0] = address.split('.').map(Number);
    return net === 127 && second >= 1 && third <= 255 && last > 0 && last < 255;
  };
  expect(addresses.filter((address) => !isGood(address))).toEqual([]);
});

it('knows a server on this machine', () => {
  const urls = ['http://127.0.0.1:8080', 'http://127.9.8.7', 'http://localhost:1', 'http://10.0.0.1', 'http://[::1]:80'];
  expect(urls.map((url) => isLoopback(new URL(url)))).toEqual([true, true, true, false, false]);
});
